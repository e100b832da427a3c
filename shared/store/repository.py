"""One collection of frozen states: load, decide, save, inside the caller's transaction."""

from collections.abc import Callable, Mapping, Sequence, Set
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
"""Number of documents in one reply of the engine."""

ANY_OF: Final = (list, tuple, set, frozenset)
"""Types of a wanted value that means any of its members."""


@dataclass(frozen=True)
class AtMost:
    """Condition in place of a wanted value: this value or a lesser one."""

    value: Any


@dataclass(frozen=True)
class MoreThan:
    """Condition in place of a wanted value: a value greater than this one."""

    value: Any


@dataclass(frozen=True)
class Not:
    """Condition in place of a wanted value: any value but this one; an absent field counts as `None`."""

    value: Any


@dataclass(frozen=True)
class NoneOf:
    """Condition in place of a wanted value: any value but these; an absent field counts as `None`."""

    value: Sequence[Any] | Set[Any]


OPERATORS: Final[Mapping[type, str]] = {AtMost: "$lte", MoreThan: "$gt", Not: "$ne", NoneOf: "$nin"}
PRESENT: Final = Not(None)
"""Condition in place of a wanted value: the field has a value."""


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
    """Stands in for a transaction in a single read outside of any.

    The result is not written back and decides nothing that is written, unless the writing transaction reads it again.
    """

    store: Store
    now: datetime
    session: None = None

    def __getitem__(self, collection: str) -> Collection:
        return self.store[collection]


class Repository(Generic[S]):
    """Reads and writes the states of one collection.

    `identity` names the model's field that is the document's `_id`; unless it is `id`, the field is also stored under
    its own name. A field with a serialization alias is stored under the alias. `wanted` and `sort` take stored names.
    A collection among the `wanted` values means any of its members.

    A caller that writes also locks the state's key in the same transaction (`tx.lock_key`), or publishes under it.

    Every document carries `version` and `schema`, and `erase_after`: the time `kept` after its last change. With
    `kept=None` it has no `erase_after` and stays.
    """

    def __init__(self, name: str, model: type[S], *, identity: str = "id", kept: timedelta | None = RETENTION) -> None:
        self.name = name
        self.model = model
        self.identity = identity
        self.kept = kept

    async def add(self, tx: Transaction, state: S) -> None:
        """Inserts the state as version 1. Raises DuplicateKeyError if it exists already."""
        await tx[self.name].insert_one(self._new(tx, state), session=tx.session)

    async def add_all(self, tx: Transaction, states: Sequence[S]) -> None:
        """Adds many states with one command. Raises DuplicateKeyError if one of them exists already."""
        if not states:
            return
        try:
            await tx[self.name].insert_many([self._new(tx, state) for state in states], session=tx.session)
        except BulkWriteError as error:
            places_of_duplicates(error)  # raises if the insert failed for any other reason
            raise DuplicateKeyError("there already") from None

    async def add_each(self, tx: Transaction, states: Sequence[S]) -> list[bool]:
        """Inserts each state as version 1 on its own, outside any transaction; False for one that exists already.

        Raises one of AWAY if it is not known for some of them.
        """
        assert tx.session is None
        return await insert_each(tx[self.name], [self._new(tx, state) for state in states])

    async def find(self, tx: Transaction, **wanted: Any) -> S | None:
        found = await tx[self.name].find_one(self.query(wanted), session=tx.session)
        return self.state(found) if found else None

    async def look_up(self, store: Store, **wanted: Any) -> S | None:
        """Reads outside any transaction; what is found must not decide what is written."""
        found = await store[self.name].find_one(self.query(wanted))
        return self.state(found) if found else None

    async def get(self, tx: Transaction, **wanted: Any) -> S:
        """Returns the state. Raises NotFound.

        Put the owner into `wanted`, so that a state that does not exist and somebody else's get the same answer.
        """
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
        """Returns the states in the order of the field `sort`: at most `limit` (0: all), and only those beyond `after`.

        If `sort` names several fields, a later one decides where the earlier ones are equal, and `after` holds a value
        for each. If a wanted value is an empty collection, the result is empty and the engine is not asked.
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
        """Loads the state, decides, and saves the state of the resulting fact; `None` from `decide` changes nothing.

        The state of the returned fact carries the version that it is saved as. `counted=False` keeps the version, so
        that forms shown before this change are still accepted.
        Raises NotFound, whatever `decide` raises, and Conflict if the document changed since it was loaded.
        """
        seen = await self.get(tx, **wanted)
        fact = decide(seen)
        return None if fact is None else await self.save(tx, seen, fact, counted=counted)

    async def save(self, tx: Transaction, seen: S, fact: F, *, counted: bool = True) -> F:
        """Saves as `update` does, for a state that this transaction loaded and has decided on. Raises Conflict."""
        await self._save(tx, seen.version, fact.state, counted)
        return replace(fact, state=fact.state.model_copy(update={"version": seen.version + counted}))

    async def put(self, tx: Transaction, state: S) -> None:
        """Writes the state, new or not: for states that are known only from others, of which the last one wins."""
        change = self._saved(tx, state)
        await tx[self.name].update_one({"_id": self._id(state)}, change, upsert=True, session=tx.session)

    async def put_all(self, tx: Transaction, states: Sequence[S]) -> None:
        """Puts many states with one command."""
        changes = [UpdateOne({"_id": self._id(state)}, self._saved(tx, state), upsert=True) for state in states]
        if changes:
            await tx[self.name].bulk_write(changes, session=tx.session)

    async def ids_among(self, store: Store, ids: Sequence[str]) -> set[str]:
        """Returns those of the ids that exist. Reads outside any transaction, as `look_up` does."""
        found = store[self.name].find({"_id": {"$in": list(ids)}}, {"_id": 1}).batch_size(BATCH_SIZE)
        return {each["_id"] for each in await found.to_list(None)}

    async def remove(self, tx: Transaction, **wanted: Any) -> None:
        await tx[self.name].delete_many(self.query(wanted), session=tx.session)

    async def _save(self, tx: Transaction, seen: int, state: S, counted: bool) -> None:
        change = self._saved(tx, state, counted)
        # a document from before versions were counted has none, and the engine matches that as None
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
        """Returns the state that a document of this collection holds."""
        return self.model.model_validate({**document, self.identity: document["_id"]})

    def query(self, wanted: Mapping[str, Any]) -> Document:
        """Returns the engine's filter for the wanted values; `identity` becomes `_id`."""
        return {("_id" if field == self.identity else field): _condition(value) for field, value in wanted.items()}


def _beyond(fields: Sequence[str], place: Sequence[Any], descending: bool) -> Document:
    beyond = "$lt" if descending else "$gt"
    ways = [
        dict(zip(fields[:number], place, strict=False)) | {field: {beyond: place[number]}}
        for number, field in enumerate(fields)
    ]
    return ways[0] if len(ways) == 1 else {"$or": ways}


def _asks_for_none(wanted: Mapping[str, Any]) -> bool:
    return any(isinstance(value, ANY_OF) and not value for value in wanted.values())


def _condition(value: Any) -> Any:
    """Returns the engine's condition for a wanted value; a collection means any of its members."""
    if operator := OPERATORS.get(type(value)):
        return {operator: list(value.value) if isinstance(value, NoneOf) else value.value}
    return {"$in": list(value)} if isinstance(value, ANY_OF) else value


def stored(value: Any) -> Any:
    """Returns the value as it is stored: sets as sorted lists, days as ISO text, since a day has no time zone."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [stored(each) for each in value]
    if isinstance(value, dict):
        return {name: stored(each) for name, each in value.items()}
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value
