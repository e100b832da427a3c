"""A small service on the real bus as a process of its own, to be killed.

    python -m tests.harness.services.small_referral

It stands for referral: consumes cases, adds an effect for each that is opened, and publishes `referral.sent` once that
is done. It puts off a closed case until `permits` has its id, and forgets an erased one.
"""

import asyncio
import contextlib
import json
import os
import signal
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shared.bus import Bus, Connection, Effect, Event, EventHandlers, Intervals, OnDone, Transaction, UnitOfWork
from shared.contracts.catalogue import types_consumed
from shared.contracts.intake import CaseClosed, CaseErased, CaseOpened
from shared.contracts.referral import ReferralSent
from shared.errors import TryLater
from shared.moved_clock import MovedClock
from shared.settings import Settings
from shared.store import Store, connect
from tests.harness.engines.unreliable_producer import SHAKEN, ShakenProducer
from tests.harness.faults.protections_off import without
from tests.harness.services.effect_order import the_moment

DATABASE, TEMPO, WITHOUT, CLOCK = "SMALL_DATABASE", "SMALL_TEMPO", "SMALL_WITHOUT", "SMALL_CLOCK"
NAME = "referral"


class Small:
    def __init__(self, store: Store) -> None:
        self._store = store

    def event_handlers(self) -> EventHandlers:
        heard = [said for said, topic in types_consumed(NAME).items() if topic.kind in ("facts", "state")]
        special: EventHandlers = {CaseOpened: self.on_opened, CaseClosed: self.on_closed, CaseErased: self.on_erased}
        return {said: special.get(said, self.on_any) for said in heard if not said.TOPIC.startswith("lotse.partner")}

    async def on_any(self, tx: Transaction, event: Event[Any]) -> None:
        row = {"topic": event.data.TOPIC, "key": event.key, "sequence": event.sequence, "event": event.id}
        await tx["heard"].insert_one({"_id": str(uuid.uuid4()), **row, **the_moment()}, session=tx.session)

    async def on_opened(self, tx: Transaction, event: Event[CaseOpened]) -> None:
        await self.on_any(tx, event)
        tx.add_effect("fetch", key=event.key, payload={})

    async def on_closed(self, tx: Transaction, event: Event[CaseClosed]) -> None:
        if await tx["permits"].find_one({"_id": event.key}, session=tx.session) is None:
            raise TryLater
        await self.on_any(tx, event)

    async def on_erased(self, tx: Transaction, event: Event[CaseErased]) -> None:
        tx.erase(event.key)
        await tx["heard"].delete_many({"key": event.key}, session=tx.session)

    async def fetch(self, row: Effect) -> OnDone:
        await self._store["performed"].insert_one({"_id": str(uuid.uuid4()), "dispatch": row.id})

        async def conclude(tx: Transaction) -> None:
            tx.publish(referral_sent(row.key, tx.now), key=row.key)

        return conclude


def referral_sent(case_id: str, at: datetime) -> ReferralSent:
    return ReferralSent.model_validate(
        {
            "case_id": case_id,
            "referral_id": str(uuid.uuid4()),
            "partner_id": str(uuid.uuid4()),
            "partner_category": "legal",
            "level": "federal",
            "kind": "warm",
            "urgency": "routine",
            "respond_by": at + timedelta(days=3),
        }
    )


async def run(settings: Settings) -> None:
    store = connect(settings.store, os.environ[DATABASE])
    small, end = Small(store), asyncio.Event()
    off: list[str] = json.loads(os.environ[WITHOUT])
    clock = MovedClock(Path(os.environ[CLOCK]))
    bus = Bus(
        settings=settings,
        unit_of_work=UnitOfWork(store, NAME, clock, without(off)),
        event_handlers=small.event_handlers(),
        effects={"fetch": small.fetch},
        intervals=Intervals(**json.loads(os.environ[TEMPO])),
        producer=ShakenProducer(Connection.of(settings)) if SHAKEN in off else None,
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    async with bus.running():
        await end.wait()
    await store.close()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(Settings()))
