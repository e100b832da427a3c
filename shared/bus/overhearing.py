"""Bus topics: heard by every process, without numbers; what is missed is said again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from shared.bus.apply import event_of
from shared.bus.event import Event, Listener, Overhears
from shared.bus.receive import Record, read_unnumbered
from shared.contracts.bus import SignOutTold
from shared.contracts.envelope import Undecodable
from shared.contracts.upcasts import Unreadable, read

log: Final = logging.getLogger(__name__)
NOT_REPEATED: Final = frozenset({SignOutTold.TOPIC})
"""What these topics say is said once: a process that was away hears it when it is back."""


class Overhearing:
    """Listeners are called only after `begin`, when the subscriptions that they look at are there."""

    def __init__(self, overhears: Overhears) -> None:
        self._overhears = overhears
        self._begun = asyncio.Event()

    @property
    def repeated(self) -> list[str]:
        return sorted(self._topics - NOT_REPEATED)

    @property
    def said_once(self) -> list[str]:
        return sorted(self._topics & NOT_REPEATED)

    @property
    def _topics(self) -> set[str]:
        return {said.TOPIC for said in self._overhears}

    def begin(self) -> None:
        self._begun.set()

    async def listen(self, records: Sequence[Record]) -> None:
        await self._begun.wait()
        for record in records:
            try:
                envelope = read_unnumbered(record)
                data = read(envelope.type, envelope.data)
            except (Undecodable, Unreadable) as error:
                log.warning("overheard nonsense", extra={"topic": record.topic, "reason": error.reason})
                continue
            listener = self._overhears.get(type(data))
            if listener is not None:
                await _told(listener, event_of(envelope, data))


def with_data(listen: Callable[[Any], Awaitable[None]]) -> Listener:
    """A listener that needs nothing but what was said."""

    async def listener(event: Event[Any]) -> None:
        await listen(event.data)

    return listener


async def _told(listener: Listener, event: Event[Any]) -> None:
    """What a listener misses, the next message of its kind repeats."""
    try:
        await listener(event)
    except Exception as error:
        log.warning("listener failed", extra={"type": event.type, "reason": type(error).__name__})
