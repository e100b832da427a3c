"""The stored shapes as they were committed: a new field may be absent in every older document."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from infra.privacy.stores import DATABASES
from shared.retention import Shape

FILE: Final = Path(__file__).with_name("stored.json")
"""The committed shapes: by collection and dotted field, whether the code needs the field to read a document."""

Shapes = Mapping[str, Mapping[str, bool]]


def today() -> dict[str, dict[str, bool]]:
    """Returns today's shapes of the collections whose documents are models."""
    found = {
        f"{database.name}.{name}": shape_of(kept.shape)
        for database in DATABASES
        for name, kept in sorted(database.kept.items())
        if isinstance(kept.shape, Shape)
    }
    return dict(sorted(found.items()))


def shape_of(shape: Shape) -> dict[str, bool]:
    return {name: name in shape.needed for name in sorted(shape | shape.needed)}


def committed() -> Shapes:
    shapes: Shapes = json.loads(FILE.read_text()) if FILE.exists() else {}
    return shapes


def text() -> str:
    return json.dumps(today(), indent=1) + "\n"


def breaks(old: Shapes, new: Shapes) -> Iterator[str]:
    """Yields a sentence for each field that documents stored before may lack and today's code needs."""
    for collection in sorted(old.keys() & new.keys()):
        for name, needed in new[collection].items():
            if needed and _may_lack(old[collection], name):
                yield f"{collection}: {name} has no default, and documents that were stored before lack it"


def _may_lack(before: Mapping[str, bool], name: str) -> bool:
    """Whether older documents may lack the field. A field of a new part is lacking nowhere: they have no such part."""
    part = name.rpartition(".")[0]
    of_a_new_part = part and not any(each == part or each.startswith(f"{part}.") for each in before)
    return not before.get(name, bool(of_a_new_part))
