"""Side effects as rows: written in a transaction, done after it, at least once by intent."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.bus.write.unit_of_work import EFFECTS, HAS_CONTENT, WAITING, Transaction, UnitOfWork
from shared.clock import whole_hour
from shared.errors import Never, TryLater
from shared.failpoint import failpoint
from shared.in_places import AWAITED, in_places, with_enough
from shared.store import AWAY, Document, Index
from shared.telemetry import messaging_spans
from shared.telemetry.metrics import DISPATCHES

log: Final = logging.getLogger(__name__)

DONE: Final = "done"
GIVEN_UP: Final = "given_up"
NOT_OVER: Final = (WAITING, GIVEN_UP)
INDEXES: Final = (Index(("status", "due"), where={"status": {"$in": list(NOT_OVER)}}), Index(("key",)))
AT_ONCE: Final = 8
RETRY_STEPS: Final = (0.1, 1.0, 5.0)
"""Seconds before the first retries of an effect and, as all of `retry_delay`, of an event in the retry queue."""
LONGEST_RETRY: Final = 3600.0
MOST_TRIES: Final = 10
"""Tries of an effect that fails with an unforeseen error; some ten minutes."""
MOST_WAITS: Final = 132
"""Tries of an effect that fails with TryLater; five days, as long as a mail server keeps a mail."""


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


OnDone = Callable[[Transaction], Awaitable[None]]
"""Runs in the transaction that marks the row done."""

Perform = Callable[[Effect], Awaitable[OnDone]]
"""Does the I/O outside any transaction; raises TryLater for another try, Never if none can help.

After MOST_WAITS tries the effect is given up all the same; any other error is a defect with MOST_TRIES."""

EffectHandlers = Mapping[str, Perform]
"""Functions that perform effects, by kind."""


class EffectsWorker:
    """Performs each effect outside any transaction, then concludes it in one. Kinds done `apart` are left alone."""

    def __init__(self, unit_of_work: UnitOfWork, handlers: EffectHandlers, apart: Collection[str] = ()) -> None:
        self._unit_of_work = unit_of_work
        self._rows = unit_of_work.store[EFFECTS]
        self._handlers = handlers
        self._own: Document = {"kind": {"$nin": list(apart)}} if apart else {}

    async def work(self) -> int:
        """Makes one pass over a few effects that are due, leaving none running; returns how many it looked at."""
        rows = await self._rows.find(self._due()).sort("due", 1).limit(AT_ONCE).to_list(AT_ONCE)
        for error in await asyncio.gather(*map(self._do, rows), return_exceptions=True):
            if error is not None:
                raise error
        return len(rows)

    def _due(self) -> Document:
        return {"status": WAITING, "due": {"$lte": self._unit_of_work.clock()}, **HAS_CONTENT, **self._own}

    async def _do(self, document: Document) -> None:
        effect = read(document)
        failpoint("dispatch.before_perform")
        with messaging_spans.performing(effect.kind, effect.traceparent):
            outcome = await self._outcome(effect)
        DISPATCHES.labels(self._unit_of_work.service, effect.kind, outcome).inc()

    async def _outcome(self, effect: Effect) -> str:
        try:
            on_done = await self._handlers.get(effect.kind, _of_another_release)(effect)
            failpoint("dispatch.after_perform")
            await self._conclude(effect, on_done)
            failpoint("dispatch.after_conclude")
            return "done"
        except AWAY:
            raise
        except Exception as error:
            over, reason = is_over(effect, error), type(error).__name__
            level, said = (logging.ERROR, "effect given up") if over else (logging.WARNING, "effect failed")
            log.log(level, said, extra={"kind": effect.kind, "dispatch": effect.id, "reason": reason})
            later = self._unit_of_work.clock() + retry_delay(effect.tries + 1)
            stands: Document = {"reason": reason} | ({"status": GIVEN_UP} if over else {"due": later})
            known = {"_id": effect.id, "status": WAITING, "tries": effect.tries}  # unless another process went on
            await self._rows.update_one(known, {"$set": stands, "$inc": {"tries": 1}})
            return "given_up" if over else "later"

    async def _conclude(self, effect: Effect, on_done: OnDone) -> None:
        async def work(tx: Transaction) -> None:
            waiting = {"_id": effect.id, "status": WAITING}
            done = {"$set": {"status": DONE, "done": whole_hour(tx.now), "created": whole_hour(effect.created)}}
            if (await tx[EFFECTS].update_one(waiting, done, session=tx.session)).modified_count:
                tx.lock_key(effect.key)
                await on_done(tx)

        await self._unit_of_work(work, cause=effect.cause)


async def _of_another_release(_: Effect) -> OnDone:
    """Raises TryLater for a kind that is unknown here; a newer process, or one that comes back, knows it."""
    raise TryLater


class SlowEffectsWorker(EffectsWorker):
    """Performs only kinds that it has handlers for, and few at a time of those whose payload has the same AWAITED."""

    def __init__(self, unit_of_work: UnitOfWork, handlers: EffectHandlers) -> None:
        super().__init__(unit_of_work, handlers)
        self._own = {"kind": {"$in": list(handlers)}}

    async def work_off(self) -> None:
        """Performs all that is due."""
        await in_places(self._next, self._do)

    async def _next(self, in_work: Sequence[Document]) -> Document | None:
        """Returns the effect that is due longest among those whose AWAITED has a place left."""
        others = {"$nin": with_enough(row["payload"].get(AWAITED) for row in in_work)}
        fresh = {"_id": {"$nin": [row["_id"] for row in in_work]}, f"payload.{AWAITED}": others}
        return await self._rows.find_one(self._due() | fresh, sort=[("due", 1)])


def is_over(effect: Effect, error: Exception) -> bool:
    """Whether no other try follows this one."""
    return isinstance(error, Never) or is_last_try(effect, error)


def is_last_try(effect: Effect, error: Exception) -> bool:
    """Whether no other try follows this error; for a handler that decides itself how its effect ends."""
    return effect.tries + 1 >= (MOST_WAITS if isinstance(error, TryLater) else MOST_TRIES)


def retry_delay(tries: int) -> timedelta:
    """Returns the delay after so many failed tries (from 1): 0.1 s, 1 s, 5 s, then 10 s doubled up to an hour."""
    if tries <= len(RETRY_STEPS):
        return timedelta(seconds=RETRY_STEPS[max(tries, 1) - 1])
    doublings = min(tries - len(RETRY_STEPS) - 1, 12)
    return timedelta(seconds=min(10.0 * 2**doublings, LONGEST_RETRY))


def read(document: Document) -> Effect:
    fields = {field: document[field] for field in ("kind", "key", "payload", "tries", "created", "cause")}
    return Effect(id=document["_id"], **fields, traceparent=document.get("traceparent"))
