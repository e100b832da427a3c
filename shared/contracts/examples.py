"""The golden examples: an archive with one complete event for every shape that was ever published.

A file is never changed and never removed; `SHA256SUMS` beside them says so (`sha256sum -c` reads it). A type's first
shape is `<type>.json`; a field that is added makes `<type>+2.json`. `python -m shared.contracts write` makes missing
ones from the model; for a better one, write it by hand before.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from shared.contracts.catalogue import TOPICS, topic_of
from shared.contracts.message import Message
from shared.contracts.sample import EITHER, made
from shared.contracts.schemas import HERE, field_names, pretty

EXAMPLES: Final = HERE / "examples"
SUMS: Final = "SHA256SUMS"
Event = dict[str, Any]


def archive(folder: Path = EXAMPLES) -> list[Path]:
    return sorted(folder.glob("*.json"))


def type_of(path: Path) -> str:
    return path.stem.partition("+")[0]


def current(model: type[Message]) -> Event:
    """Returns the example that shows every field of today; it is made if the archive has none."""
    shapes = _shapes(model.TYPE)
    return next((event for event in shapes.values() if shows_all(model, event)), None) or made(
        model, topic_of(model.TYPE)
    )


def shows_all(model: type[Message], event: Event) -> bool:
    return field_names(model) - EITHER <= _present(event["data"])


def missing() -> dict[Path, str]:
    """Returns the files that the archive lacks, for types and fields that are new."""
    found = {}
    for topic in TOPICS:
        for model in topic.types:
            shapes = _shapes(model.TYPE)
            if not any(shows_all(model, event) for event in shapes.values()):
                number = f"+{len(shapes) + 1}" if shapes else ""
                found[EXAMPLES / f"{model.TYPE}{number}.json"] = pretty(made(model, topic))
    return found


def sums(more: Mapping[Path, str], folder: Path = EXAMPLES) -> str:
    """Returns the manifest once `more` is written: listed files keep their digests, and new ones are added."""
    listed = _listed(folder)
    found = {path.name: path.read_bytes() for path in archive(folder)}
    found |= {path.name: text.encode() for path, text in more.items()}
    listed |= {name: _digest(content) for name, content in found.items() if name not in listed}
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(listed.items()))


def changed(folder: Path = EXAMPLES) -> list[str]:
    """Returns the files of the archive that are gone or have changed."""
    paths = {path.name: path for path in archive(folder)}
    return sorted(
        name
        for name, digest in _listed(folder).items()
        if name not in paths or _digest(paths[name].read_bytes()) != digest
    )


def _listed(folder: Path) -> dict[str, str]:
    if not (folder / SUMS).exists():
        return {}
    lines = (folder / SUMS).read_text().splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _shapes(type_name: str) -> dict[Path, Event]:
    return {path: json.loads(path.read_text()) for path in archive() if type_of(path) == type_name}


def _present(value: object, prefix: str = "") -> set[str]:
    if isinstance(value, list):
        return {name for each in value for name in _present(each, prefix)}
    if not isinstance(value, dict):
        return set()
    return {name for key, inner in value.items() for name in (prefix + key, *_present(inner, f"{prefix}{key}."))}
