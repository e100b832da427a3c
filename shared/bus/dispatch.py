"""Side effects as rows: written in the transaction, done after it, at least once by intent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from shared.store import Document, Index, InsertOne, UpdateOne
from shared.telemetry.tracing import traceparent

if TYPE_CHECKING:
    from shared.bus.transaction import Transaction

DISPATCHES: Final = "dispatches"
WAITING: Final = "waiting"
DONE: Final = "done"
GIVEN_UP: Final = "given_up"
NOT_OVER: Final = (WAITING, GIVEN_UP)
INDEXES: Final = (Index(("status", "due"), where={"status": {"$in": list(NOT_OVER)}}), Index(("key",)))


@dataclass(frozen=True)
class Effect:
    """`id` is stable over all tries; `cause` is the id of the event that asked; `tries` counts the failed ones."""

    id: str
    kind: str
    key: str
    payload: Document
    tries: int
    created: datetime
    cause: str | None
    traceparent: str | None = None


OnDone = Callable[["Transaction"], Awaitable[None]]
"""Runs in the transaction that marks the row done."""

Perform = Callable[[Effect], Awaitable[OnDone]]
"""Does the I/O outside any transaction; raises TryLater for another try, Never where none can help."""

EffectHandlers = Mapping[str, Perform]

Entry = InsertOne[Document] | UpdateOne


def enter(document: Document, known: bool) -> Entry:
    """A row of a known id that is there already, perhaps done before a restore, stays as it is."""
    if known:
        return UpdateOne({"_id": document["_id"]}, {"$setOnInsert": document}, upsert=True)
    return InsertOne(document)


def row(
    row_id: str, *, kind: str, key: str, payload: Document, due: datetime, at: datetime, cause: str | None
) -> Document:
    document = {
        "_id": row_id,
        "kind": kind,
        "key": key,
        "payload": payload,
        "status": WAITING,
        "tries": 0,
        "due": due,
        "created": at,
        "cause": cause,
    }
    trace = traceparent()
    return document | ({"traceparent": trace} if trace else {})


def read(document: Document) -> Effect:
    fields = {field: document[field] for field in ("kind", "key", "payload", "tries", "created", "cause")}
    return Effect(id=document["_id"], **fields, traceparent=document.get("traceparent"))
