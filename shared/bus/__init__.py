"""Kafka is a fast courier; the truth is in the stores. Nothing lost, nothing twice, in order per key."""

from shared.bus import dispatch, foreign, gaps, ledger, outbox, parking, quarantine
from shared.bus.bus import Bus
from shared.bus.connection import Connection
from shared.bus.dispatch import Conclude, Dispatch, Kinds
from shared.bus.erasures import Erasures
from shared.bus.event import Event, Foreign, ForeignHears, Hears, Overhears, Refusal
from shared.bus.heads import MARKS
from shared.bus.lease import LEASES
from shared.bus.redrive import REDRIVES
from shared.bus.restore import RESTORED
from shared.bus.stops import STOPS
from shared.bus.tempo import Tempo
from shared.bus.transaction import Transact, Tx

INDEXES = {
    ledger.LEDGER: ledger.INDEXES,
    outbox.OUTBOX: outbox.INDEXES,
    dispatch.DISPATCHES: dispatch.INDEXES,
    parking.PARKED: parking.INDEXES,
    quarantine.QUARANTINE: quarantine.INDEXES,
    gaps.GAPS: gaps.INDEXES,
    foreign.FOREIGN: foreign.INDEXES,
    LEASES: (),
    MARKS: (),
    REDRIVES: (),
    RESTORED: (),
    STOPS: (),
}
"""What every service's store needs besides its own collections."""

__all__ = [
    "INDEXES",
    "Bus",
    "Conclude",
    "Connection",
    "Dispatch",
    "Erasures",
    "Event",
    "Foreign",
    "ForeignHears",
    "Hears",
    "Kinds",
    "Overhears",
    "Refusal",
    "Tempo",
    "Transact",
    "Tx",
]
