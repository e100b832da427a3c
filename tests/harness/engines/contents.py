"""Reads and changes everything in a database by one command, not by one for each collection.

Emptying is faster than dropping: collections and indexes stay for the next test.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from pymongo import WriteConcern

from shared.store import Document, Store

ACKNOWLEDGED: Final = WriteConcern(w=1, j=False)
MAJORITY: Final = {"w": "majority", "j": True}

Contents = Mapping[str, list[Document]]
"""The documents of a database by collection."""


async def contents(store: Store, names: Collection[str] = ()) -> dict[str, list[Document]]:
    """Returns the documents of each collection that has any; `names` of all collections save a query."""
    found: dict[str, list[Document]] = {}
    for each in await _of_each(store, [], names):
        found.setdefault(each["of"], []).append(each["document"])
    return found


async def empty(*stores: Store) -> None:
    for store in stores:
        await _delete(store, [each["of"] for each in await _of_each(store, [{"$limit": 1}, {"$project": {"_id": 1}}])])


async def change(changes: Sequence[tuple[Store, Contents, Contents]]) -> None:
    """Changes databases from exactly the first contents to exactly the second, by one command.

    The stores belong to one client, which is signed in as the engine's root user.
    """
    operations = [each for store, before, after in changes for each in _operations(store, before, after)]
    if operations:
        database = changes[0][0].database
        codec = database.codec_options
        await database.command("applyOps", operations, writeConcern=MAJORITY, codec_options=codec)


def _operations(store: Store, before: Contents, after: Contents) -> list[Document]:
    """Returns the operations that are needed; an unchanged document needs none."""
    had, has = _by_id(before), _by_id(after)
    gone = [(name, "d", {"_id": had[name, key]["_id"]}) for name, key in had.keys() - has.keys()]
    new = [(name, "i", document) for (name, key), document in has.items() if had.get((name, key)) != document]
    return [{"op": op, "ns": f"{store.database.name}.{name}", "o": of} for name, op, of in (*gone, *new)]


def _by_id(found: Contents) -> dict[tuple[str, str], Document]:
    return {(name, repr(each["_id"])): each for name, documents in found.items() for each in documents}


async def end_sessions(store: Store) -> None:
    """Ends all sessions of the engine, so that nobody who was killed in a transaction holds a lock.

    Nobody may be at work.
    """
    await store.client.admin.command({"killAllSessions": []})


async def drop(store: Store, *databases: str) -> None:
    await end_sessions(store)
    for database in databases:
        await store.client.drop_database(database)


async def _delete(store: Store, names: Sequence[str]) -> None:
    """Empties the collections; waits until the last is safe from a rollback: then the earlier ones are too."""
    for name in names[:-1]:
        await store[name].with_options(write_concern=ACKNOWLEDGED).delete_many({})
    for name in names[-1:]:
        await store[name].delete_many({})


async def _of_each(store: Store, pipeline: Sequence[Document], names: Collection[str] = ()) -> list[Document]:
    """Returns the pipeline's result in each collection, with the collection's name."""
    first, *others = names or await store.database.list_collection_names() or [""]
    if not first:
        return []
    unions = [{"$unionWith": {"coll": name, "pipeline": _named(name, pipeline)}} for name in others]
    return await store.aggregate(first, [*_named(first, pipeline), *unions])


def _named(name: str, pipeline: Sequence[Document]) -> list[Document]:
    return [*pipeline, {"$project": {"_id": 0, "of": {"$literal": name}, "document": "$$ROOT"}}]
