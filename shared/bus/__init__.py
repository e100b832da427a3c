"""Kafka is a fast courier; the truth is in the stores. Nothing lost, nothing twice, in order per key."""

from shared.bus.bus import Bus
from shared.bus.consume import dead_letters as quarantine
from shared.bus.consume import external as foreign
from shared.bus.consume import retry_queue as parking
from shared.bus.consume.circuit_breaker import STOPS
from shared.bus.consume.connection import Connection
from shared.bus.consume.event import BroadcastHandlers, Event, EventHandlers, ExternalEvent, ExternalHandlers, Rejection
from shared.bus.publish.intervals import Intervals
from shared.bus.publish.lease import LEASES
from shared.bus.repair import gaps
from shared.bus.repair.erasure import Erasures
from shared.bus.repair.high_water_marks import MARKS
from shared.bus.repair.redrive import REDRIVES
from shared.bus.repair.restore import RESTORED
from shared.bus.write import effects as dispatch
from shared.bus.write import ledger, outbox
from shared.bus.write.effects import Effect, EffectHandlers, OnDone
from shared.bus.write.unit_of_work import Transaction, UnitOfWork

INDEXES = {
    ledger.LEDGER: ledger.INDEXES,
    outbox.OUTBOX: outbox.INDEXES,
    dispatch.DISPATCHES: dispatch.INDEXES,
    parking.PARKED: parking.INDEXES,
    quarantine.QUARANTINE: quarantine.INDEXES,
    gaps.GAPS: gaps.INDEXES,
    foreign.EXTERNAL: foreign.INDEXES,
    LEASES: (),
    MARKS: (),
    REDRIVES: (),
    RESTORED: (),
    STOPS: (),
}
"""What every service's store needs besides its own collections."""

__all__ = [
    "INDEXES",
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
    "Rejection",
    "Transaction",
    "UnitOfWork",
]
