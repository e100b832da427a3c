"""One collection of frozen states: load, decide, save, inside the caller's transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Generic, Protocol, TypeVar

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError

from shared.errors import Conflict, NotFound
from shared.state import Fact, State
from shared.store.connect import Collection, Document, Session, Store
from shared.store.writing import RETENTION, insert_each, places_of_duplicates, saved

SCHEMA: Final = 1
BATCH_SIZE: Final = 1_000
"""Documents in one answer of the engine."""


@dataclass(frozen=True)
class AtMost:
    """In place of a value that is looked for: this one or a lesser one."""

    value: Any


@dataclass(frozen=True)
class MoreThan:
    """In place of a value that is looked for: a greater one."""

    value: Any


@dataclass(frozen=True)
class Not:
    """In place of a value that is looked for: any other."""

    value: Any


OPERATORS: Final[Mapping[type, str]] = {AtMost: "$lte", MoreThan: "$gt", Not: "$ne"}
PRESENT: Final = Not(None)
"""In place of a value that is looked for: any value, where the field has one."""


S = TypeVar("S", bound=State)
F = TypeVar("F", bound=Fact[Any])


class Transaction(Protocol):
    """The open transaction, as far as a repository uses it."""

    @property
    def session(self) -> Session | None: ...
    @property
    def now(self) -> datetime: ...
    def __getitem__(self, collection: str, /) -> Collection: ...


@dataclass(frozen=True)
class Outside:
    """No transaction: for one read that decides nothing that is written, or is repeated in the one that writes."""

    store: Store
    now: datetime
    session: None = None

    def __getitem__(self, collection: str) -> Collection:
        return self.store[collection]


class Repository(Generic[S]):
    """Reads and writes the states of one collection.

    `identity` is the model's field that is the document's `_id`; one with a name of its own is stored under it as well.
    A field with a serialization alias is stored under that; `wanted` and `sort` take the stored names.
    Who writes locks the key of the state in the same transaction (`tx.lock_key`), or publishes under it.
    Every document carries `version`, `schema` and `erase_after`, `kept` after its last change; None: it stays.
    """

    def __init__(self, name: str, model: type[S], *, identity: str = "id", kept: timedelta | None = RETENTION) -> None:
        self.name = name
        self.model = model
        self.identity = identity
        self.kept = kept

    async def add(self, tx: Transaction, state: S) -> None:
        """Inserts version 1. Raises DuplicateKeyError where it is there already."""
        await tx[self.name].insert_one(self._new(tx, state), session=tx.session)

    async def add_all(self, tx: Transaction, states: Sequence[S]) -> None:
        """As `add`, of many at once. Raises DuplicateKeyError where one of them is there already."""
        if not states:
            return
        try:
            await tx[self.name].insert_many([self._new(tx, state) for state in states], session=tx.session)
        except BulkWriteError as error:
            places_of_duplicates(error)
            raise DuplicateKeyError("there already") from None

    async def add_each(self, tx: Transaction, states: Sequence[S]) -> list[bool]:
        """Inserts version 1 of each on its own, outside of any transaction; false for one that is there already.

        Raises one of AWAY where of some it is not known.
        """
        assert tx.session is None
        return await insert_each(tx[self.name], [self._new(tx, state) for state in states])

    async def find(self, tx: Transaction, **wanted: Any) -> S | None:
        found = await tx[self.name].find_one(self.query(wanted), session=tx.session)
        return self.state(found) if found else None

    async def look_up(self, store: Store, **wanted: Any) -> S | None:
        """Reads outside of any transaction: for what decides nothing that is written."""
        found = await store[self.name].find_one(self.query(wanted))
        return self.state(found) if found else None

    async def get(self, tx: Transaction, **wanted: Any) -> S:
        """Raises NotFound. What is not there and what is not yours are the same answer: put the owner into `wanted`."""
        found = await self.find(tx, **wanted)
        if found is None:
            raise NotFound
        return found

    async def all(
        self,
        tx: Transaction,
        *,
        sort: str | tuple[str, ...] = "_id",
        descending: bool = False,
        after: Any = None,
        limit: int = 0,
        **wanted: Any,
    ) -> list[S]:
        """In the order of the field `sort`. Read in pages: at most `limit`, each beyond `after` in that order.

        Where one of no values is wanted, the engine is not asked.
        Of several fields a later one decides where those before it are the same; then `after` has a value of each.
        """
        if _asks_for_none(wanted):
            return []
        direction = -1 if descending else 1
        fields, place = ((sort,), (after,)) if isinstance(sort, str) else (sort, after)
        query = self.query(wanted) | ({} if after is None else _beyond(fields, place, descending))
        found = tx[self.name].find(query, session=tx.session).sort([(field, direction) for field in fields])
        cursor = found.limit(limit).batch_size(BATCH_SIZE)
        return [self.state(found) for found in await cursor.to_list(None)]

    async def count(self, tx: Transaction, **wanted: Any) -> int:
        return await tx[self.name].count_documents(self.query(wanted), session=tx.session)

    async def update(
        self, tx: Transaction, decide: Callable[[S], F | None], *, counted: bool = True, **wanted: Any
    ) -> F | None:
        """Loads, decides, saves what the decision led to. A decision of None leaves all as it is.

        The state of the returned fact carries the version that it is saved as. Not `counted`: the version stays, so
        that what somebody was shown before does not become outdated by it.
        Raises NotFound, whatever `decide` raises, and Conflict where the document changed since it was loaded.
        """
        seen = await self.get(tx, **wanted)
        fact = decide(seen)
        return None if fact is None else await self.save(tx, seen, fact, counted=counted)

    async def save(self, tx: Transaction, seen: S, fact: F, *, counted: bool = True) -> F:
        """As `update`, of a state that this transaction has loaded, and what was decided about it. Raises Conflict."""
        await self._save(tx, seen.version, fact.state, counted)
        return replace(fact, state=fact.state.model_copy(update={"version": seen.version + counted}))

    async def put(self, tx: Transaction, state: S) -> None:
        """Replaces what is there: for what is known only as others say it, the last one wins."""
        change = self._saved(tx, state)
        await tx[self.name].update_one({"_id": self._id(state)}, change, upsert=True, session=tx.session)

    async def put_all(self, tx: Transaction, states: Sequence[S]) -> None:
        """As `put`, of many at once."""
        changes = [UpdateOne({"_id": self._id(state)}, self._saved(tx, state), upsert=True) for state in states]
        if changes:
            await tx[self.name].bulk_write(changes, session=tx.session)

    async def ids_among(self, store: Store, ids: Sequence[str]) -> set[str]:
        """Which of these are there; as `look_up`."""
        found = store[self.name].find({"_id": {"$in": list(ids)}}, {"_id": 1}).batch_size(BATCH_SIZE)
        return {each["_id"] for each in await found.to_list(None)}

    async def remove(self, tx: Transaction, **wanted: Any) -> None:
        await tx[self.name].delete_many(self.query(wanted), session=tx.session)

    async def _save(self, tx: Transaction, seen: int, state: S, counted: bool) -> None:
        change = self._saved(tx, state, counted)
        # a document that is older than the counting has no version, which the engine finds as None
        as_loaded = {"_id": self._id(state), "version": seen or None}
        done = await tx[self.name].update_one(as_loaded, change, session=tx.session)
        if not done.matched_count:
            raise Conflict("changed-meanwhile", "Das wurde inzwischen geändert. Bitte laden Sie die Seite neu.")

    def _new(self, tx: Transaction, state: S) -> Document:
        return {"_id": self._id(state), **self._saved(tx, state)["$set"], "version": 1}

    def _saved(self, tx: Transaction, state: S, counted: bool = True) -> Document:
        dumped = state.model_dump(exclude={"id", "version"}, by_alias=True)
        fields = {name: stored(value) for name, value in dumped.items()}
        erase_after = None if self.kept is None else tx.now + self.kept
        return saved(fields, schema=SCHEMA, erase_after=erase_after, counted=counted)

    def _id(self, state: S) -> str:
        return str(getattr(state, self.identity))

    def state(self, document: Document) -> S:
        """What a document of this collection says."""
        return self.model.model_validate({**document, self.identity: document["_id"]})

    def query(self, wanted: Mapping[str, Any]) -> Document:
        """As the store takes it; the identity is the document's own."""
        return {("_id" if field == self.identity else field): _condition(value) for field, value in wanted.items()}


def _beyond(fields: Sequence[str], place: Sequence[Any], descending: bool) -> Document:
    beyond = "$lt" if descending else "$gt"
    ways = [
        dict(zip(fields[:number], place, strict=False)) | {field: {beyond: place[number]}}
        for number, field in enumerate(fields)
    ]
    return ways[0] if len(ways) == 1 else {"$or": ways}


def _asks_for_none(wanted: Mapping[str, Any]) -> bool:
    return any(isinstance(value, list | set) and not value for value in wanted.values())


def _condition(value: Any) -> Any:
    """A list or set means one of these."""
    if operator := OPERATORS.get(type(value)):
        return {operator: value.value}
    return {"$in": list(value)} if isinstance(value, list | set) else value


def stored(value: Any) -> Any:
    """As the engine keeps it: sets in their order, days as ISO text, since a day has no time zone."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [stored(each) for each in value]
    if isinstance(value, dict):
        return {name: stored(each) for name, each in value.items()}
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value
