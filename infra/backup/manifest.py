"""The list of what a saved part consists of; a folder that does not agree with its manifest is refused."""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import bson
from pydantic import BaseModel, ConfigDict, ValidationError

from infra.backup.parts import Part, Refused

FILE: Final = "manifest.json"
LAYOUT: Final = 1
CHUNK: Final = 1 << 20


class SavedCollection(BaseModel):
    """One collection: a file of BSON documents one after the other, and its indexes in extended JSON."""

    model_config = ConfigDict(frozen=True)

    documents: int
    sha256: str
    indexes: list[dict[str, Any]]


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True)

    layout: int = LAYOUT
    part: str
    saved: str
    databases: dict[str, dict[str, SavedCollection]]

    @property
    def of(self) -> Part:
        return Part(self.part, tuple(self.databases))

    @property
    def documents(self) -> int:
        return sum(kept.documents for collections in self.databases.values() for kept in collections.values())

    def write(self, folder: Path) -> None:
        (folder / FILE).write_text(self.model_dump_json(indent=1) + "\n")


def file_of(folder: Path, database: str, collection: str) -> Path:
    return folder / database / f"{collection}.bson"


def verified(folder: Path) -> Manifest:
    """Reads every file to its end; raises Refused for the first that is not as it was written."""
    manifest = _read(folder)
    for database, collections in manifest.databases.items():
        for name, kept in collections.items():
            file = file_of(folder, database, name)
            if not file.is_file():
                raise Refused(f"The backup is damaged: {file} is missing.")
            if _digest(file) != kept.sha256 or _count(file) != kept.documents:
                raise Refused(f"The backup is damaged: {file} is not what was saved.")
    return manifest


def _read(folder: Path) -> Manifest:
    try:
        content = json.loads((folder / FILE).read_text())
        if content["layout"] != LAYOUT:
            raise Refused(f"The backup in {folder} has another layout than this version reads.")
        return Manifest.model_validate(content)
    except FileNotFoundError:
        raise Refused(f"There is no backup in {folder}.") from None
    except (ValueError, KeyError, TypeError, ValidationError):
        raise Refused(f"The backup is damaged: {folder / FILE} cannot be read.") from None


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _count(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(1 for _ in bson.decode_file_iter(stream))
