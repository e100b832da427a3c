"""Writes one part into a folder: each database as it was at one moment, while the services go on working."""

import hashlib
import json
import os
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bson import json_util
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import OperationFailure

from infra.backup.manifest import Manifest, SavedCollection, file_of
from infra.backup.parts import LOADING, Part, Refused
from infra.mongo.users import Client

AS_IT_LIES: Final = CodecOptions(document_class=RawBSONDocument)
COLLECTIONS_JUST_MADE: Final = 246
SNAPSHOT_TOO_OLD: Final = 239
TRIES: Final = 20
PAUSE: Final = 0.25
ID: Final = "_id_"


def save(client: Client, part: Part, folder: Path, at: datetime) -> Manifest:
    """Saves the part completely or not at all: its folder gets its name when everything is on the disk.

    Raises Refused where the folder holds such a part already, a database is half loaded, or reading it takes longer
    than the engine keeps its history.
    """
    place, new = folder / part.name, folder / f".{part.name}.new"
    if place.exists():
        raise Refused(f"There is a backup in {place} already: choose another folder.")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True, mode=0o700)
    databases = {name: _database(client, part, name, new) for name in part.databases}
    manifest = Manifest(part=part.name, saved=at.isoformat(), databases=databases)
    manifest.write(new)
    new.rename(place)
    return manifest


def _database(client: Client, part: Part, database: str, folder: Path) -> dict[str, SavedCollection]:
    for left in reversed(range(TRIES)):
        (folder / database).mkdir(mode=0o700)
        try:
            return _at_one_moment(client, part, database, folder)
        except OperationFailure as refused:
            if refused.code == SNAPSHOT_TOO_OLD:
                raise Refused(f"{database} took longer than its engine remembers: allow it a longer history.") from None
            if refused.code != COLLECTIONS_JUST_MADE or not left:
                raise
        shutil.rmtree(folder / database)
        time.sleep(PAUSE)
    raise AssertionError("unreachable")


def _at_one_moment(client: Client, part: Part, database: str, folder: Path) -> dict[str, SavedCollection]:
    store = client[database]
    with client.start_session(snapshot=True) as session:
        store["ledger"].find_one({}, {"_id": 1}, session=session)  # begins the snapshot: what comes later is not in it
        there = sorted(store.list_collection_names())
        if LOADING in there:
            raise Refused(f"{database} is half loaded: load it again first.")
        names = [name for name in there if part.holds(name)]
        return {name: _collection(store[name], session, file_of(folder, database, name)) for name in names}


def _collection(source: Collection[dict[str, Any]], session: ClientSession, file: Path) -> SavedCollection:
    digest, documents = hashlib.sha256(), 0
    with file.open("xb") as written:
        for document in source.with_options(codec_options=AS_IT_LIES).find({}, session=session):
            written.write(document.raw)
            digest.update(document.raw)
            documents += 1
        written.flush()
        os.fsync(written.fileno())
    return SavedCollection(documents=documents, sha256=digest.hexdigest(), indexes=_indexes(source))


def _indexes(source: Collection[dict[str, Any]]) -> list[dict[str, Any]]:
    own = [index for index in source.list_indexes() if index["name"] != ID]
    plain: list[dict[str, Any]] = json.loads(json_util.dumps(own))
    return plain
