"""The worker of dispatch rows: does each outside any transaction, then concludes it in one."""

import asyncio
import logging
from typing import Final

from shared.bus import dispatch
from shared.bus.dispatch import DISPATCHES, DONE, GIVEN_UP, WAITING, Effect, EffectHandlers
from shared.bus.failpoint import failpoint
from shared.bus.rules import retry_delay
from shared.bus.transaction import Transaction, UnitOfWork
from shared.clock import Clock
from shared.errors import Never
from shared.store import AWAY, Document
from shared.telemetry import courier
from shared.telemetry.metrics import DISPATCHES as DISPATCHED

log: Final = logging.getLogger(__name__)
AT_ONCE: Final = 8


class Performer:
    def __init__(self, unit_of_work: UnitOfWork, kinds: EffectHandlers, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._rows = unit_of_work.store[DISPATCHES]
        self._kinds = kinds
        self._clock = clock

    async def work(self) -> int:
        """One pass over what is due, a few at a time; says how many it looked at."""
        due = {"status": WAITING, "due": {"$lte": self._clock()}}
        rows = await self._rows.find(due).sort("due", 1).limit(AT_ONCE).to_list(AT_ONCE)
        await asyncio.gather(*map(self._do, rows))
        return len(rows)

    async def _do(self, document: Document) -> None:
        row = dispatch.read(document)
        failpoint("dispatch.before_perform")
        with courier.performing(row.kind, row.traceparent):
            outcome = await self._outcome(row)
        DISPATCHED.labels(self._unit_of_work.service, row.kind, outcome).inc()

    async def _outcome(self, row: Effect) -> str:
        try:
            conclude = await self._kinds[row.kind](row)
            failpoint("dispatch.after_perform")

            async def work(tx: Transaction) -> None:
                open_row = {"_id": row.id, "status": WAITING}
                done = {"$set": {"status": DONE, "done": tx.now}}
                if (await tx[DISPATCHES].update_one(open_row, done, session=tx.session)).modified_count:
                    tx.lock_key(row.key)
                    await conclude(tx)

            await self._unit_of_work(work, cause=row.cause)
            failpoint("dispatch.after_conclude")
            return "done"
        except AWAY:
            raise
        except Never:
            log.error("dispatch given up", extra={"kind": row.kind, "dispatch": row.id})
            await self._rows.update_one({"_id": row.id}, {"$set": {"status": GIVEN_UP}})
            return "given_up"
        except Exception as error:
            reason = type(error).__name__
            log.warning("dispatch failed", extra={"kind": row.kind, "dispatch": row.id, "reason": reason})
            later = {"due": self._clock() + retry_delay(row.tries + 1), "reason": reason}
            await self._rows.update_one({"_id": row.id}, {"$set": later, "$inc": {"tries": 1}})
            return "later"
