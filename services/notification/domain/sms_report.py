"""What the SMS provider reports of a message that it took, and what that changes."""

import re
from typing import Final, Literal

from services.notification.domain.delivery import Delivery

Outcome = Literal["delivered", "failed"]

REFERENCE: Final = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.[1-9][0-9]{0,3})?$"
"""`Delivery.sms_reference`."""


def delivery_id(reference: str) -> str:
    """Requires a text like REFERENCE."""
    assert re.match(REFERENCE, reference)
    return reference.partition(".")[0]


def is_news(delivery: Delivery, reference: str) -> bool:
    """False for a report of an earlier sending, and once the end is known: each takes effect at most once."""
    return reference == delivery.sms_reference and delivery.state in ("waiting", "sent") and not delivery.arrived


def arrive(delivery: Delivery) -> Delivery:
    return delivery.model_copy(update={"arrived": True})
