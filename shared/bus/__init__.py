"""Kafka is a fast courier; the truth is in the stores. Nothing lost, nothing twice, in order per key."""

from shared.bus import dispatch, ledger, outbox, parking, quarantine
from shared.bus.bus import Bus
from shared.bus.dispatch import Conclude, Dispatch, Kinds
from shared.bus.event import Event, Hears, Overhears
from shared.bus.lease import LEASES
from shared.bus.transaction import Transact, Tx

INDEXES = {
    ledger.LEDGER: ledger.INDEXES,
    outbox.OUTBOX: outbox.INDEXES,
    dispatch.DISPATCHES: dispatch.INDEXES,
    parking.PARKED: parking.INDEXES,
    quarantine.QUARANTINE: quarantine.INDEXES,
    LEASES: (),
}
"""What every service's store needs besides its own collections."""

__all__ = [
    "INDEXES",
    "Bus",
    "Conclude",
    "Dispatch",
    "Event",
    "Hears",
    "Kinds",
    "Overhears",
    "Transact",
    "Tx",
]
