"""The order of the desk's queue: the longest wait first, with a limited head start for what is urgent."""

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
"""Head start by urgency. The writer alone judges the urgency, so nobody waits behind it for longer than this."""


def turn_of(contact_id: str, waits_since: datetime, urgency: Urgency) -> str:
    """Returns the place in the queue: it sorts as text, and is unique, so that a page can continue after it."""
    return f"{waits_since - HEAD_START[urgency]:%Y-%m-%dT%H}|{contact_id}"
