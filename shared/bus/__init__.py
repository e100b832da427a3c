"""Events between services: nothing lost, nothing twice, in order per key. The truth is in the stores."""

from shared.bus.bus import Bus
from shared.bus.consume import dead_letters, external, retry_queue
from shared.bus.consume.apply import BatchHandler, EventHandlers
from shared.bus.consume.connection import Connection
from shared.bus.consume.dead_letters import DEAD_LETTERS, OPEN_CIRCUITS
from shared.bus.consume.decode import Event, ExternalEvent
from shared.bus.consume.external import EXTERNAL, ExternalHandlers, OnRejected, Rejection
from shared.bus.publish.broadcast import BroadcastHandlers, broadcast_after_commit
from shared.bus.publish.leader import DEFAULT_INTERVALS, LEASES, Intervals, Round
from shared.bus.repair import gaps
from shared.bus.repair.erasure import Erasures
from shared.bus.repair.gaps import GAPS
from shared.bus.repair.high_water_marks import CHECKPOINTS
from shared.bus.repair.redrive import REDRIVES
from shared.bus.repair.restore import RESTORED
from shared.bus.write import effects, ledger, outbox
from shared.bus.write.effects import MOST_TRIES, Effect, EffectHandlers, OnDone, is_last_try, retry_delay
from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import OUTBOX
from shared.bus.write.unit_of_work import EFFECTS, RETRY_QUEUE, Protections, Transaction, UnitOfWork

INDEXES = {
    LEDGER: ledger.INDEXES,
    OUTBOX: outbox.INDEXES,
    EFFECTS: effects.INDEXES,
    RETRY_QUEUE: retry_queue.INDEXES,
    DEAD_LETTERS: dead_letters.INDEXES,
    GAPS: gaps.INDEXES,
    EXTERNAL: external.INDEXES,
    LEASES: (),
    CHECKPOINTS: (),
    REDRIVES: (),
    RESTORED: (),
    OPEN_CIRCUITS: (),
}
"""Indexes that every service's store needs besides those of its own collections."""

__all__ = [
    "DEFAULT_INTERVALS",
    "INDEXES",
    "MOST_TRIES",
    "RESTORED",
    "BatchHandler",
    "BroadcastHandlers",
    "Bus",
    "Connection",
    "Effect",
    "EffectHandlers",
    "Erasures",
    "Event",
    "EventHandlers",
    "ExternalEvent",
    "ExternalHandlers",
    "Intervals",
    "OnDone",
    "OnRejected",
    "Protections",
    "Rejection",
    "Round",
    "Transaction",
    "UnitOfWork",
    "broadcast_after_commit",
    "is_last_try",
    "retry_delay",
]
