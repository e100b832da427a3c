"""Puts a laid out store back as it was before a test, by changing only what was written meanwhile.

The engine's own log tells what was written, by anybody: one query for all databases, and none where this process wrote
nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from pymongo import DeleteMany, InsertOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from infra.mongo.users import Client
from shared.store import Document
from tests.harness.engines import oplog
from tests.harness.engines.store_writes import Writes

OF_THE_ENGINE: Final = {"admin", "config", "local"}
ADDS_NO_DOCUMENT: Final = {"create", "createIndexes", "startIndexBuild", "commitIndexBuild"}

Laid = Mapping[str, Mapping[Any, Document]]
"""Documents by database and collection, then by id."""


class Rewinding:
    """The contents of the engine at this moment. Only clients of this process may write."""

    def __init__(self, client: Client, session: ClientSession, writes: Writes, since: Any) -> None:
        self._client, self._session, self._writes = client, session, writes
        self._seen, self._since = writes.number, since
        self._laid: Final = everything(client)

    def rewind(self) -> None:
        """Puts everything back; other connections read it so from now on."""
        if self._writes.number != self._seen:
            self._put_back()
            self._seen = self._writes.number

    def is_as_it_was(self) -> bool:
        """Whether everything is as it was; compares all documents, not only those known to be written."""
        there = everything(self._client)
        return all(there.get(name, {}) == self._laid.get(name, {}) for name in there.keys() | self._laid.keys())

    def _put_back(self) -> None:
        touched: dict[str, dict[Any, None]] = {}
        for entry in self._client["local"]["oplog.rs"].find({"ts": {"$gt": self._since}}):
            for name, identity in documents(entry):
                touched.setdefault(name, {})[identity] = None
        for name, identities in touched.items():
            laid = self._laid.get(name, {})
            gone = DeleteMany({"_id": {"$in": [*identities]}})
            back = [InsertOne(laid[each]) for each in identities if each in laid]
            self._collection(name).bulk_write([gone, *back], session=self._session)
            self._since = self._session.operation_time

    def _collection(self, name: str) -> Collection[Document]:
        database, _, collection = name.partition(".")
        return self._client[database][collection]


@contextmanager
def rewinding(root: str, writes: Writes) -> Iterator[Rewinding]:
    """Yields a `Rewinding`. `root`: the root user's address; `writes`: counted since before any writer connected."""
    since = oplog.last(root)
    with Client(f"{root}&w=majority") as client, client.start_session() as session:
        yield Rewinding(client, session, writes, since)


def everything(client: Client) -> Laid:
    names = sorted(set(client.list_database_names()) - OF_THE_ENGINE)
    return {
        f"{name}.{collection}": {each["_id"]: each for each in client[name][collection].find({})}
        for name in names
        for collection in client[name].list_collection_names()
    }


def documents(entry: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yields collection and id of each document that this log entry writes.

    Raises ValueError for an entry that cannot be put back in this way.
    """
    namespace, said = entry["ns"], entry["o"]
    if entry["op"] == "n" or namespace.partition(".")[0] in OF_THE_ENGINE - {"admin"}:
        return
    if entry["op"] in "iud":
        yield namespace, (entry["o2"] if entry["op"] == "u" else said)["_id"]
    elif "applyOps" in said:
        for each in said["applyOps"]:
            yield from documents(each)
    elif not said.keys() & ADDS_NO_DOCUMENT:
        raise ValueError(next(iter(said)))
