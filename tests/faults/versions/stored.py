"""Documents as the earlier revision wrote them: kept from a backup of its system after `make journey`.

    python -m tests.faults.versions.stored BACKUP SECRETS

keeps a few of each shape, and the key that was made for intake then and opens nothing else.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import bson
from bson import json_util

FIXTURES: Final = Path(__file__).parent / "fixtures"
OF_A_SHAPE: Final = 3
WHOLE: Final = ("lotse_intake_keys", "lotse_intake")
"""Here documents are opened together, so all of them are kept, but not every event."""

Document = dict[str, Any]
Collections = dict[str, list[Document]]


def stored(database: str) -> Collections:
    text = (FIXTURES / f"{database}.json").read_text()
    found: Collections = json_util.loads(text, json_options=json_util.JSONOptions(tz_aware=True))
    return found


def keep(backup: Path) -> Iterator[tuple[str, Collections]]:
    for folder in sorted(each for part in ("stores", "keys") for each in (backup / part).iterdir() if each.is_dir()):
        files = sorted(folder.glob("*.bson"))
        limited = {file.stem: folder.name not in WHOLE or file.stem in ("outbox", "dispatches") for file in files}
        kept = {file.stem: list(_some(_read(file), limited[file.stem])) for file in files}
        yield folder.name, {name: documents for name, documents in kept.items() if documents}


def _read(file: Path) -> Iterable[Document]:
    with file.open("rb") as stream:
        yield from bson.decode_file_iter(stream)


def _some(documents: Iterable[Document], limited: bool) -> Iterator[Document]:
    seen: dict[tuple[str, ...], int] = defaultdict(int)
    for document in documents:
        shape = (*sorted(document), str(document.get("type")), str(document.get("kind")))
        seen[shape] += 1
        if not limited or seen[shape] <= OF_A_SHAPE:
            yield document


def _text(collections: Collections) -> str:
    """One document a line."""
    parts = []
    for name, documents in collections.items():
        lines = [json_util.dumps(each, json_options=json_util.CANONICAL_JSON_OPTIONS) for each in documents]
        parts.append(f'"{name}": [\n' + ",\n".join(lines) + "\n]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(backup: Path, secrets: Path) -> None:
    FIXTURES.mkdir(exist_ok=True)
    for database, collections in keep(backup):
        if collections:
            (FIXTURES / f"{database}.json").write_text(_text(collections))
    key = (secrets / "made" / "intake" / "private_key").read_text()
    (FIXTURES / "intake-private-key").write_text(key)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
