"""What happens to a batch of records before its offsets are committed."""

import logging
from collections.abc import Sequence
from typing import Final

from shared.bus.consume import dead_letters as quarantine
from shared.bus.consume.apply import Applier
from shared.bus.consume.circuit_breaker import Stops
from shared.bus.consume.dead_letters import Rejected
from shared.bus.consume.decode import Record, sort_out
from shared.bus.consume.incoming import Incoming
from shared.clock import Clock
from shared.failpoint import failpoint
from shared.sealing.keys import PublicKey
from shared.store import Store

log: Final = logging.getLogger(__name__)


class Inbound:
    def __init__(self, store: Store, applier: Applier, stops: Stops, public: PublicKey, clock: Clock) -> None:
        self._store = store
        self._applier = applier
        self._stops = stops
        self._public = public
        self._clock = clock

    async def take(self, records: Sequence[Record]) -> frozenset[str]:
        """Quarantines, applies, drops or parks; returns the stopped topics, of which nothing was taken."""
        stopped = await self._stops.standing()
        sorted_out = [sort_out(record) for record in records if record.topic not in stopped]
        rejected = [each for each in sorted_out if isinstance(each, Rejected)]
        events = [each for each in sorted_out if isinstance(each, Incoming)]
        if rejected:
            log.error("quarantined", extra={"records": len(rejected), "topic": rejected[0].topic})
            await quarantine.keep(self._store, rejected, self._public, self._clock())
            failpoint("inbound.after_quarantine")
        unexpected = await self._applier.take(events) if events else frozenset()
        for topic in {each.topic for each in sorted_out}:
            await self._stops.note(topic, [_bad_key(each, unexpected) for each in sorted_out if each.topic == topic])
        return stopped


def _bad_key(settled: Incoming | Rejected, unexpected: frozenset[str]) -> str | None:
    if isinstance(settled, Rejected):
        return settled.key.hex()
    return settled.envelope.key if settled.envelope.id in unexpected else None
