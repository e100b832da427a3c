"""Asks for records without a break, and notices a consumer that cannot go on by itself.

FastStream sleeps for as long as it has asked in vain, and what comes meanwhile is heard up to a second late. aiokafka
lets a consumer's heartbeat die at an answer that it does not foresee, such as "still loading" from a broker that was
killed and is back, and does not start it again: from then on every poll fails.
"""

import asyncio
import logging
import time
from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

from shared.bus.consume.decode import Record

log: Final = logging.getLogger(__name__)

LASTING: Final = 15.0
LOOK_EVERY: Final = 1.0


class Polls:
    """How long each poll of one subscriber has failed."""

    def __init__(self, subscriber: Any) -> None:
        self._failing_since: float | None = None
        self._asked_for = {"timeout_ms": subscriber.batch_timeout_ms, "max_records": subscriber.max_records}
        subscriber.get_msg = self._poll

    def failed_for(self) -> float:
        return 0.0 if self._failing_since is None else time.monotonic() - self._failing_since

    def forget(self) -> None:
        self._failing_since = None

    async def _poll(self, consumer: Any) -> tuple[Record, ...]:
        try:
            found = await consumer.getmany(**self._asked_for)
        except Exception:
            if self._failing_since is None:
                self._failing_since = time.monotonic()
            raise
        self.forget()
        return tuple(chain(*found.values()))


async def until_in_vain(all_polls: Iterable[Polls]) -> None:
    """Returns when one of them has failed for too long to mend itself."""
    watched = tuple(all_polls)
    while max(polls.failed_for() for polls in watched) < LASTING:  # noqa: ASYNC110 - time passes without an event
        await asyncio.sleep(LOOK_EVERY)
    log.error("subscriptions broken")
    for polls in watched:
        polls.forget()
