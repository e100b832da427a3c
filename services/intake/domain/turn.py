"""Whose turn it is at the desk: who has waited longest, with a head start for what is urgent, which ends."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from shared.contracts.vocabulary import Urgency

HEAD_START: Final[Mapping[Urgency, timedelta]] = {
    Urgency.IMMEDIATE: timedelta(hours=24),
    Urgency.URGENT: timedelta(hours=8),
    Urgency.UNKNOWN: timedelta(hours=2),
    Urgency.ROUTINE: timedelta(0),
}
"""Whoever writes judges it alone: so nobody waits behind it for longer than this."""


def turn_of(contact_id: str, waits_since: datetime, urgency: Urgency) -> str:
    """Sorts as text, and no two are the same: pages of the queue go on after one of them."""
    return f"{waits_since - HEAD_START[urgency]:%Y-%m-%dT%H}|{contact_id}"
