"""A store in memory that does as much of an engine as the services' handlers need, for histories by the thousand.

Transactions run one after the other and leave nothing behind when they fail. It has no indexes and checks no rights;
the same histories run on a real engine in tests/service/ways.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from pymongo import DeleteOne, InsertOne, UpdateOne
from pymongo.errors import DuplicateKeyError

from shared.bus import Transaction, UnitOfWork
from shared.store import Document, Session, Store

T = TypeVar("T")
Documents = dict[Any, Document]

COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "$lte": lambda known, wanted: known is not None and known <= wanted,
    "$lt": lambda known, wanted: known is not None and known < wanted,
    "$gt": lambda known, wanted: known is not None and known > wanted,
    "$gte": lambda known, wanted: known is not None and known >= wanted,
    "$ne": lambda known, wanted: not _is(known, wanted),
    "$in": lambda known, wanted: any(_is(known, each) for each in wanted),
    "$nin": lambda known, wanted: not any(_is(known, each) for each in wanted),
    "$exists": lambda known, wanted: (known is not None) is wanted,
}


class MemoryCollection:
    """A collection. A document in it is never changed, only replaced."""

    def __init__(self, documents: Documents, beside: Mapping[str, Documents]) -> None:
        self._documents = documents
        self._beside = beside

    def find(self, wanted: Document | None = None, *_: Any, **__: Any) -> "Found":
        return Found([dict(each) for each in self._matching(wanted or {})])

    async def find_one(self, wanted: Document, *_: Any, **__: Any) -> Document | None:
        return next((dict(each) for each in self._matching(wanted)), None)

    def aggregate(self, pipeline: list[Document], **_: Any) -> "Found":
        """Answers the query of `read_together`: the matching documents in a facet, and lookups in other collections."""
        matching, faceted, *lookups = pipeline
        (name,) = faceted["$facet"]
        asked = [(each["from"], each["pipeline"][0]["$match"]) for each in (one["$lookup"] for one in lookups)]
        others = {of: MemoryCollection(self._beside[of], self._beside).find(wanted).documents for of, wanted in asked}
        return Found([{name: self.find(matching["$match"]).documents, **others}])

    async def count_documents(self, wanted: Document, **_: Any) -> int:
        return sum(1 for _ in self._matching(wanted))

    async def insert_one(self, document: Document, **_: Any) -> None:
        if document["_id"] in self._documents:
            raise DuplicateKeyError("there already")
        self._documents[document["_id"]] = dict(document)

    async def insert_many(self, documents: Iterable[Document], **_: Any) -> None:
        for each in documents:
            await self.insert_one(each)

    async def update_one(self, wanted: Document, change: Document, *, upsert: bool = False, **_: Any) -> Any:
        return self._update(wanted, change, upsert=upsert, most=1)

    async def update_many(self, wanted: Document, change: Document, **_: Any) -> Any:
        return self._update(wanted, change, upsert=False, most=len(self._documents))

    async def replace_one(self, wanted: Document, document: Document, **_: Any) -> None:
        self._documents[wanted["_id"]] = {**wanted, **document}

    async def delete_one(self, wanted: Document, **_: Any) -> None:
        for each in list(self._matching(wanted))[:1]:
            del self._documents[each["_id"]]

    async def delete_many(self, wanted: Document, **_: Any) -> None:
        for each in list(self._matching(wanted)):
            del self._documents[each["_id"]]

    async def bulk_write(self, changes: Iterable[Any], **_: Any) -> None:
        for each in changes:
            match each:
                case InsertOne():
                    await self.insert_one(each._doc)
                case DeleteOne():
                    await self.delete_one(cast("Document", each._filter))
                case UpdateOne():
                    await self.update_one(
                        cast("Document", each._filter), cast("Document", each._doc), upsert=bool(each._upsert)
                    )

    def _matching(self, wanted: Document) -> Iterable[Document]:
        if isinstance(wanted.get("_id"), str):
            known = self._documents.get(wanted["_id"])
            return [known] if known is not None and _matches(known, wanted) else []
        return [each for each in self._documents.values() if _matches(each, wanted)]

    def _update(self, wanted: Document, change: Document, *, upsert: bool, most: int) -> Any:
        found = list(self._matching(wanted))[:most]
        for each in found:
            self._documents[each["_id"]] = _changed(each, change, is_new=False)
        if not found and upsert:
            self._documents[wanted["_id"]] = _changed({"_id": wanted["_id"]}, change, is_new=True)
        return SimpleNamespace(matched_count=len(found), modified_count=len(found))


@dataclass
class Found:
    """A cursor."""

    documents: list[Document]

    def sort(self, by: str | list[tuple[str, int]], direction: int = 1) -> "Found":
        for name, way in reversed([(by, direction)] if isinstance(by, str) else by):
            self.documents.sort(key=lambda each, name=name: _rank(each.get(name)), reverse=way < 0)  # type: ignore[misc]
        return self

    def limit(self, most: int) -> "Found":
        self.documents = self.documents[:most] if most else self.documents
        return self

    def batch_size(self, _: int) -> "Found":
        return self

    async def to_list(self, _: int | None = None) -> list[Document]:
        return self.documents

    async def __aiter__(self) -> AsyncIterator[Document]:
        for each in self.documents:
            yield each


@dataclass
class MemoryStore:
    """One database of an engine; `beside` is another one of the same engine."""

    name: str
    engine: dict[str, defaultdict[str, Documents]] = field(default_factory=dict)

    def __getitem__(self, collection: str) -> MemoryCollection:
        return MemoryCollection(self.collections[collection], self.collections)

    @property
    def collections(self) -> defaultdict[str, Documents]:
        return self.engine.setdefault(self.name, defaultdict(dict))

    @property
    def database(self) -> Any:
        return SimpleNamespace(name=self.name)

    def beside(self, database: str) -> "MemoryStore":
        return MemoryStore(database, self.engine)

    def copied(self) -> dict[str, dict[str, Documents]]:
        return {name: {each: dict(known) for each, known in of.items()} for name, of in self.engine.items()}

    def restore(self, before: dict[str, dict[str, Documents]]) -> None:
        """Restores the documents in place, since somebody may hold a collection."""
        for name, of in self.engine.items():
            for each, known in of.items():
                known.clear()
                known.update(before.get(name, {}).get(each, {}))

    def as_store(self) -> Store:
        return cast("Store", self)


class MemoryUnitOfWork(UnitOfWork):
    """The bus's own transaction over a MemoryStore."""

    _turn: asyncio.Lock | None = None

    async def __call__(self, work: Callable[[Transaction], Awaitable[T]], *, cause: str | None = None) -> T:
        turn = self.__dict__.setdefault("_turn", asyncio.Lock())
        async with turn:
            store = cast("MemoryStore", self.store)
            before = store.copied()
            tx = Transaction(self.store, self._source, cast("Session", None), self.clock(), cause, self.protections)
            try:
                result = await work(tx)
                await tx.flush()
            except BaseException:
                store.restore(before)
                raise
            return result


def _matches(document: Document, wanted: Document) -> bool:
    for name, condition in wanted.items():
        if name == "$or":
            if not any(_matches(document, each) for each in condition):
                return False
        elif isinstance(condition, dict) and condition and all(each.startswith("$") for each in condition):
            known = _at(document, name)
            if not all(COMPARED[operator](known, value) for operator, value in condition.items()):
                return False
        elif not _is(_at(document, name), condition):
            return False
    return True


def _is(known: Any, wanted: Any) -> bool:
    return bool(known == wanted) or (isinstance(known, list) and wanted in known)


def _at(document: Document, name: str) -> Any:
    found: Any = document
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _rank(value: Any) -> tuple[bool, Any]:
    return (value is not None, value if value is not None else 0)


def _changed(document: Document, change: Document, *, is_new: bool) -> Document:
    made = {**document, **(change.get("$setOnInsert", {}) if is_new else {}), **change.get("$set", {})}
    for name, by in change.get("$inc", {}).items():
        made[name] = made.get(name, 0) + by
    return {name: value for name, value in made.items() if name not in change.get("$unset", {})}
