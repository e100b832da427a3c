"""The worker of parked events: tries again what is due and next in its row."""

from shared.bus import parking
from shared.bus.apply import Applier
from shared.bus.failpoint import failpoint
from shared.bus.failure import Failed
from shared.bus.foreign import Outsiders
from shared.bus.incoming import Incoming
from shared.bus.rules import HUMAN_AFTER, Verdict
from shared.bus.tally import tally
from shared.bus.transaction import Transaction, UnitOfWork
from shared.clock import Clock
from shared.contracts.cloudevent import decode
from shared.store import Document
from shared.telemetry import courier


class Retry:
    def __init__(self, unit_of_work: UnitOfWork, applier: Applier, outsiders: Outsiders, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._one = applier.one
        self._outsiders = outsiders
        self._clock = clock

    async def work(self) -> int:
        """One pass over what is due; says how many it looked at."""
        now = self._clock()
        rows = await parking.due(self._unit_of_work.store, now)
        for row in rows:
            try:
                await (self._outsiders.again(row) if row["sequence"] is None else self._try(row))
            except Failed as failure:
                failpoint("retry.after_failure")
                await parking.failed(self._unit_of_work.store, row, failure.reason, now)
        await parking.hand_to_humans(self._unit_of_work.store, now - HUMAN_AFTER)
        return len(rows)

    async def _try(self, row: Document) -> None:
        event = Incoming(row["topic"], decode(row["raw"]), row["raw"])
        failpoint("retry.before_try")

        async def work(tx: Transaction) -> Verdict:
            ledger = (await tx.ledgers([row["key"]]))[row["key"]]
            verdict = self._one.verdict(ledger, event)
            if verdict is Verdict.PARK:
                change = {"$set": {"due": None}}
                await tx[parking.PARKED].update_one({"_id": row["_id"]}, change, session=tx.session)
                return verdict
            if verdict is Verdict.APPLY and row.get("discarded"):
                self._one.pass_over(tx, ledger, event)
            elif verdict is Verdict.APPLY:
                await self._one.run(tx, ledger, event)
            await tx[parking.PARKED].delete_one({"_id": row["_id"]}, session=tx.session)
            return verdict

        with courier.batch([event]):
            verdict = await self._unit_of_work(work)
        tally(self._unit_of_work.service, [(event.topic, verdict)])
