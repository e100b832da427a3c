"""Events that wait: behind a gap, for another try, or for a human.

Progress on their key makes them due (edge-triggered, in the transaction of the progress), except those that a human was
asked about. In addition every row that waits only for progress, or for a human, is compared with its key's ledger now
and then (level-triggered), a page every half minute. So a lost wake-up costs half a minute for each 500 rows that wait,
and a gap of a day costs no human's time.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from shared.bus.consume.decode import DecodedEvent, EventDecoder, ExternalEvent
from shared.bus.write import ledger
from shared.bus.write.effects import retry_delay
from shared.bus.write.unit_of_work import IMMEDIATELY, RETRY_QUEUE, Transaction, UnitOfWork
from shared.failpoint import failpoint
from shared.store import Document, Index

log: Final = logging.getLogger(__name__)

GAP: Final = "gap"
NEVER: Final = "never"
HUMAN_AFTER: Final = timedelta(hours=24)
AT_ONCE: Final = 100
PAGE: Final = 500
"""Number of rows that one review looks at."""

COMPARED: Final = ("topic", "key", "sequence", "due", "human")
UNNUMBERED: Final = float("inf")
"""Stands for the sequence of an event from outside: it waits for no progress, and only an erased key is past it."""

INDEXES: Final = (
    Index(("due",), where={"human": False}),
    Index(("key",)),
    Index(("since",), where={"human": False}),
    Index(("human", "since"), where={"human": True}),
)


async def park(tx: Transaction, event: DecodedEvent, reason: str) -> None:
    """Keeps the event. If it waits already, its row stays, and gets the time of its next try if it failed once more.

    A row behind a gap has no due time: progress on its key makes it due, also progress since the row was read.
    """
    rows = tx[RETRY_QUEUE]
    if event.row is None:
        new = {"$setOnInsert": _row(event, reason, tx.now)}
        await rows.update_one({"_id": event.name}, new, upsert=True, session=tx.session)
        return
    same = {"_id": event.row["_id"], "woken": event.row.get("woken")}
    change: Document = {"due": None}
    if reason != GAP:
        tries = event.row["tries"] + 1
        change = {"tries": tries, "reason": reason, "due": tx.now + retry_delay(tries), "human": reason == NEVER}
    await rows.update_one(same, {"$set": change}, session=tx.session)


async def remove(tx: Transaction, row: Document) -> None:
    """Removes the row; called last of all, so that progress elsewhere does not wait for a handler."""
    await tx[RETRY_QUEUE].delete_one({"_id": row["_id"]}, session=tx.session)


async def is_waiting(tx: Transaction, row: Document) -> bool:
    """Whether the row still waits; False if somebody else has settled it already."""
    return await tx[RETRY_QUEUE].find_one({"_id": row["_id"]}, {"_id": 1}, session=tx.session) is not None


class RetryQueue:
    """The worker that gives events that are due to `take`, the path of every event."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        decoder: EventDecoder,
        take: Callable[[list[DecodedEvent]], Awaitable[object]],
    ) -> None:
        self._unit_of_work = unit_of_work
        self._rows = unit_of_work.store[RETRY_QUEUE]
        self._decoder = decoder
        self._take = take
        self._reviewed = ""

    async def work(self) -> int:
        """Makes one pass over the rows that are due; returns how many it looked at.

        A row that could not be settled holds up no other; the first error is raised at the end.
        """
        now = self._unit_of_work.clock()
        due = self._rows.find({"human": False, "due": {"$lte": now}}).sort("due", 1).limit(AT_ONCE)
        rows, errors = await due.to_list(AT_ONCE), list[Exception]()
        for row in rows:
            failpoint("retry.before_try")
            try:
                await self._take([self._decoder.row(row)])
            except Exception as error:
                errors.append(error)
        await self._hand_to_humans(now - HUMAN_AFTER)
        if errors:
            raise errors[0]
        return len(rows)

    async def review(self) -> int:
        """Compares a page of the queue with the ledgers, next time the page after it; returns how many it changed.

        A row that the position has passed, or whose key was erased, is removed, even if a human was asked about it. A
        row that waits for progress and is next becomes due, with all rows that wait behind it. A row that was tried in
        vain stays as it is.
        """
        behind = {"_id": {"$gt": self._reviewed}}
        rows = await self._rows.find(behind, COMPARED).sort("_id", 1).limit(PAGE).to_list(PAGE)
        self._reviewed = rows[-1]["_id"] if len(rows) == PAGE else ""
        waiting: dict[str, list[Document]] = {}
        for row in rows:
            if row["human"] or row["due"] is None:
                waiting.setdefault(row["topic"], []).append(row)
        return sum([await self._review(topic, rows) for topic, rows in waiting.items()])

    async def _review(self, topic: str, rows: list[Document]) -> int:
        """Reviews rows of one topic; a row that became due meanwhile is left to the worker."""
        applied = await ledger.positions(self._unit_of_work.store, topic, {row["key"] for row in rows})
        lanes = [(row, row["sequence"] or UNNUMBERED, applied.get(row["key"], 0)) for row in rows]
        past = [row["_id"] for row, sequence, position in lanes if sequence <= position]
        turn = [row["key"] for row, sequence, position in lanes if sequence == position + 1 and row["due"] is None]
        changed = 0
        if past:
            changed += (await self._rows.delete_many({"_id": {"$in": past}})).deleted_count
        if turn:
            waits = {"key": {"$in": turn}, "topic": topic, "due": None}
            due_now = {"human": False, "due": IMMEDIATELY, "since": self._unit_of_work.clock()}
            changed += (await self._rows.update_many(waits, {"$set": due_now, "$inc": {"woken": 1}})).modified_count
        if changed:
            log.warning("rows found by the review", extra={"topic": topic, "records": changed})
        return changed

    async def _hand_to_humans(self, older_than: datetime) -> None:
        """Shows rows that waited too long to a human instead of trying them for ever; a row due at once is tried first.

        So a human's row without a due time still waits for progress, and one with a due time was tried in vain.
        """
        stale = {"human": False, "since": {"$lt": older_than}, "due": {"$ne": IMMEDIATELY}}
        await self._rows.update_many(stale, {"$set": {"human": True}})


def _row(event: DecodedEvent, reason: str, now: datetime) -> Document:
    return {
        "topic": event.topic,
        "key": event.event.key,
        "sequence": event.event.sequence,
        "event_id": event.event.id,
        "type": event.event.type,
        "raw": event.raw,
        "reason": reason,
        "tries": 0 if reason == GAP else 1,
        "due": None if reason == GAP else now + retry_delay(1),
        "since": now,
        "human": reason == NEVER,
        "sender": event.event.sender if isinstance(event.event, ExternalEvent) else None,
    }
