"""Kafka is a fast courier; the truth is in the stores. Nothing lost, nothing twice, in order per key."""

from shared.bus import dispatch, foreign, gaps, ledger, outbox, parking, quarantine
from shared.bus.bus import Bus
from shared.bus.connection import Connection
from shared.bus.dispatch import Effect, EffectHandlers, OnDone
from shared.bus.erasures import Erasures
from shared.bus.event import BroadcastHandlers, Event, EventHandlers, ExternalEvent, ExternalHandlers, Rejection
from shared.bus.heads import MARKS
from shared.bus.intervals import Intervals
from shared.bus.lease import LEASES
from shared.bus.redrive import REDRIVES
from shared.bus.restore import RESTORED
from shared.bus.stops import STOPS
from shared.bus.transaction import Transaction, UnitOfWork

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
