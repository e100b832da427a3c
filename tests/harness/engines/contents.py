"""All that lies in a database, and emptying it: a question for the whole of it, not one for each collection.

Emptying is faster than dropping: collections and indexes stay for the next test.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from pymongo import WriteConcern

from shared.store import Document, Store

ACKNOWLEDGED: Final = WriteConcern(w=1, j=False)


async def contents(store: Store) -> dict[str, list[Document]]:
    """By collection, of those in which anything lies."""
    found: dict[str, list[Document]] = {}
    for each in await _of_each(store, []):
        found.setdefault(each["of"], []).append(each["document"])
    return found


async def put_back(store: Store, found: Mapping[str, list[Document]]) -> None:
    """The database has what `contents` found once, and nothing else."""
    await empty(store)
    for name, documents in found.items():
        await store[name].insert_many(documents)


async def empty(*stores: Store) -> None:
    for store in stores:
        await _delete(store, [each["of"] for each in await _of_each(store, [{"$limit": 1}, {"$project": {"_id": 1}}])])


async def take_away(store: Store) -> dict[str, list[Document]]:
    """What lay there, by collection; it is gone then."""
    found = await contents(store)
    await _delete(store, list(found))
    return found


async def drop(store: Store, *databases: str) -> None:
    """Whoever was killed within a transaction holds no lock any more: nobody is at work here, so every session ends."""
    await store.client.admin.command({"killAllSessions": []})
    for database in databases:
        await store.client.drop_database(database)


async def _delete(store: Store, names: Sequence[str]) -> None:
    """Only the last is waited for until nothing can roll it back: then that is true of what was written before it."""
    for name in names[:-1]:
        await store[name].with_options(write_concern=ACKNOWLEDGED).delete_many({})
    for name in names[-1:]:
        await store[name].delete_many({})


async def _of_each(store: Store, pipeline: Sequence[Document]) -> list[Document]:
    """What the pipeline finds in each collection, with the collection's name."""
    first, *others = await store.database.list_collection_names() or [""]
    if not first:
        return []
    unions = [{"$unionWith": {"coll": name, "pipeline": _named(name, pipeline)}} for name in others]
    return await store.aggregate(first, [*_named(first, pipeline), *unions])


def _named(name: str, pipeline: Sequence[Document]) -> list[Document]:
    return [*pipeline, {"$project": {"_id": 0, "of": {"$literal": name}, "document": "$$ROOT"}}]
