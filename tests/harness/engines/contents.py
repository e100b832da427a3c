"""All that lies in a database, and changing all of it: one command for the whole, not one for each collection.

Emptying is faster than dropping: collections and indexes stay for the next test.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from pymongo import WriteConcern

from shared.store import Document, Store

ACKNOWLEDGED: Final = WriteConcern(w=1, j=False)
MAJORITY: Final = {"w": "majority", "j": True}

Contents = Mapping[str, list[Document]]
"""Documents by collection."""


async def contents(store: Store, names: Collection[str] = ()) -> dict[str, list[Document]]:
    """By collection, of those in which anything lies; who knows the `names` of all spares a question."""
    found: dict[str, list[Document]] = {}
    for each in await _of_each(store, [], names):
        found.setdefault(each["of"], []).append(each["document"])
    return found


async def empty(*stores: Store) -> None:
    for store in stores:
        await _delete(store, [each["of"] for each in await _of_each(store, [{"$limit": 1}, {"$project": {"_id": 1}}])])


async def change(changes: Sequence[tuple[Store, Contents, Contents]]) -> None:
    """By one command: each database, which has exactly the first contents, has exactly the second afterwards.

    The stores are of one client, whose user is the engine's root.
    """
    operations = [each for store, before, after in changes for each in _operations(store, before, after)]
    if operations:
        database = changes[0][0].database
        codec = database.codec_options
        await database.command("applyOps", operations, writeConcern=MAJORITY, codec_options=codec)


def _operations(store: Store, before: Contents, after: Contents) -> list[Document]:
    """A document that stays as it is needs none."""
    had, has = _by_id(before), _by_id(after)
    gone = [(name, "d", {"_id": had[name, key]["_id"]}) for name, key in had.keys() - has.keys()]
    new = [(name, "i", document) for (name, key), document in has.items() if had.get((name, key)) != document]
    return [{"op": op, "ns": f"{store.database.name}.{name}", "o": of} for name, op, of in (*gone, *new)]


def _by_id(found: Contents) -> dict[tuple[str, str], Document]:
    return {(name, repr(each["_id"])): each for name, documents in found.items() for each in documents}


async def end_sessions(store: Store) -> None:
    """Where nobody is at work: whoever was killed within a transaction holds no lock any more."""
    await store.client.admin.command({"killAllSessions": []})


async def drop(store: Store, *databases: str) -> None:
    await end_sessions(store)
    for database in databases:
        await store.client.drop_database(database)


async def _delete(store: Store, names: Sequence[str]) -> None:
    """Only the last is waited for until nothing can roll it back: then that is true of what was written before it."""
    for name in names[:-1]:
        await store[name].with_options(write_concern=ACKNOWLEDGED).delete_many({})
    for name in names[-1:]:
        await store[name].delete_many({})


async def _of_each(store: Store, pipeline: Sequence[Document], names: Collection[str] = ()) -> list[Document]:
    """What the pipeline finds in each collection, with the collection's name."""
    first, *others = names or await store.database.list_collection_names() or [""]
    if not first:
        return []
    unions = [{"$unionWith": {"coll": name, "pipeline": _named(name, pipeline)}} for name in others]
    return await store.aggregate(first, [*_named(first, pipeline), *unions])


def _named(name: str, pipeline: Sequence[Document]) -> list[Document]:
    return [*pipeline, {"$project": {"_id": 0, "of": {"$literal": name}, "document": "$$ROOT"}}]
