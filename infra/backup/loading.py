"""Puts saved parts back into empty databases: all of them, or nothing."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import bson
from bson import json_util
from bson.raw_bson import RawBSONDocument
from pymongo import UpdateOne
from pymongo.collection import Collection

from infra.backup.manifest import Manifest, SavedCollection, file_of, verified
from infra.backup.parts import ERASURES, LOADING, Refused, store_of
from infra.backup.saving import AS_IT_LIES
from infra.mongo.users import Client
from shared.bus.publish.leader import LEASES

AT_ONCE: Final = 1000

Document = dict[str, Any]


@dataclass(frozen=True)
class Saved:
    """A verified part and the engine on which it is to be put."""

    client: Client
    folder: Path
    manifest: Manifest

    @classmethod
    def verified(cls, client: Client, folder: Path) -> "Saved":
        return cls(client, folder, verified(folder))

    def only(self, databases: Sequence[str]) -> "Saved":
        """Returns the part, limited to these databases; raises Refused where the backup lacks one of them."""
        lacking = [name for name in databases if name not in self.manifest.databases]
        if lacking:
            raise Refused(f"The backup in {self.folder} lacks {', '.join(lacking)}.")
        wanted = {name: self.manifest.databases[name] for name in databases}
        return replace(self, manifest=self.manifest.model_copy(update={"databases": wanted}))


def load(saved: Sequence[Saved], *, over: bool = False) -> None:
    """Loads the parts. Raises Refused before anything is touched; a later failure leaves the databases empty."""
    for each in saved:
        _refuse(each, over)
    in_place = [each for each in saved if each.manifest.part != ERASURES]
    for each in saved:
        if each.manifest.part == ERASURES:
            _add_erasures(each)
    try:
        for each in in_place:
            _put(each)
    except BaseException:
        for each in in_place:
            for database in each.manifest.databases:
                _clear(each, database)
        raise
    for each in in_place:
        for database in each.manifest.databases:
            each.client[database].drop_collection(LOADING)


def _refuse(saved: Saved, over: bool) -> None:
    for database in saved.manifest.databases:
        lease = saved.client[store_of(database)][LEASES]
        if lease.find_one({"$expr": {"$gt": ["$until", "$$NOW"]}}):
            raise Refused(f"A service works on {store_of(database)}: stop it first.")
        if not over and _is_in_use(saved, database):
            raise Refused(f"{database} is not empty: --replace puts the backup in the place of what is there.")


def _is_in_use(saved: Saved, database: str) -> bool:
    """Whether the database holds documents; what an interrupted load left behind does not count."""
    store, names = saved.client[database], _collections(saved, database)
    half_loaded = LOADING in names
    return saved.manifest.part != ERASURES and not half_loaded and any(store[name].find_one() for name in names)


def _add_erasures(saved: Saved) -> None:
    """Adds the saved list of erased ids to the one that is there: what is erased in either stays erased."""
    for database, collections in saved.manifest.databases.items():
        for name in collections:
            for batch in _batches(file_of(saved.folder, database, name)):
                rows = [bson.decode(each.raw) for each in batch]
                listed = [UpdateOne({"_id": row.pop("_id")}, {"$setOnInsert": row}, upsert=True) for row in rows]
                saved.client[database][name].bulk_write(listed)


def _put(saved: Saved) -> None:
    for database, collections in saved.manifest.databases.items():
        saved.client[database][LOADING].insert_one({"_id": saved.manifest.saved})
        _clear(saved, database, besides=LOADING)
        for name, kept in collections.items():
            _fill(saved.client[database][name], kept, file_of(saved.folder, database, name))


def _fill(target: Collection[Document], kept: SavedCollection, file: Path) -> None:
    """Creates the collection, then its indexes as the services make them, then inserts: an empty one is there too."""
    target.database.create_collection(target.name)
    if kept.indexes:
        indexes = json_util.loads(json.dumps(kept.indexes))
        target.database.command("createIndexes", target.name, indexes=indexes)
    for batch in _batches(file):
        target.with_options(codec_options=AS_IT_LIES).insert_many(batch, ordered=False)
    assert target.count_documents({}) == kept.documents, target.full_name


def _clear(saved: Saved, database: str, besides: str | None = None) -> None:
    for name in sorted(_collections(saved, database), key=LOADING.__eq__):  # the mark is the last to go
        if name != besides:
            saved.client[database].drop_collection(name)


def _collections(saved: Saved, database: str) -> list[str]:
    return [name for name in saved.client[database].list_collection_names() if saved.manifest.of.holds(name)]


def _batches(file: Path) -> Iterator[list[RawBSONDocument]]:
    with file.open("rb") as stream:
        documents = bson.decode_file_iter(stream, codec_options=AS_IT_LIES)
        while batch := list(islice(documents, AT_ONCE)):
            yield batch
