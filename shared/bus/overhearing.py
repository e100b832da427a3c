"""Bus topics: no number, no transaction; what a listener misses, the next message of its kind repeats."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from shared.bus.event import BroadcastHandlers, Event, Listener
from shared.bus.gaps import Gaps
from shared.bus.heads import Heads
from shared.bus.incoming import event_of
from shared.bus.receive import Record, read_unnumbered
from shared.contracts.bus import HeadsAnnounced, HeadsAsked, ReplayAsked, SignOutTold
from shared.contracts.cloudevent import Undecodable
from shared.contracts.upcasts import Unreadable, read

log: Final = logging.getLogger(__name__)
NOT_REPEATED: Final = frozenset({SignOutTold.TOPIC})
"""What these topics say is said once: a process that was away hears it when it is back."""


class Overhearing:
    """Nothing is told before the subscriptions are there to be asked for their ends."""

    def __init__(self, broadcast_handlers: BroadcastHandlers, started: asyncio.Event) -> None:
        self._broadcast_handlers = broadcast_handlers
        self._started = started
        topics = {each.TOPIC for each in broadcast_handlers}
        self.repeated, self.said_once = sorted(topics - NOT_REPEATED), sorted(topics & NOT_REPEATED)

    async def listen(self, records: Sequence[Record]) -> None:
        await self._started.wait()
        for record in records:
            try:
                envelope = read_unnumbered(record)
                data = read(envelope.type, envelope.data)
            except (Undecodable, Unreadable) as error:
                log.warning("overheard nonsense", extra={"topic": record.topic, "reason": error.reason})
                continue
            listener = self._broadcast_handlers.get(type(data))
            if listener is not None:
                await _told(listener, event_of(envelope, data))


async def _told(listener: Listener, event: Event[Any]) -> None:
    try:
        await listener(event)
    except Exception as error:
        log.warning("listener failed", extra={"type": event.type, "reason": type(error).__name__})


def healing(gaps: Gaps, heads: Heads) -> BroadcastHandlers:
    """What every service listens to."""
    return {
        HeadsAnnounced: _data_of(gaps.on_heads),
        HeadsAsked: _data_of(heads.on_asked),
        ReplayAsked: _data_of(heads.on_replay),
    }


def _data_of(listen: Callable[[Any], Awaitable[None]]) -> Listener:
    async def listener(event: Event[Any]) -> None:
        await listen(event.data)

    return listener
