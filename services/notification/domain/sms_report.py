"""What the SMS provider reports of a message that it took, and what that changes."""

from typing import Literal

from services.notification.domain.delivery import Delivery

Outcome = Literal["delivered", "failed"]


def is_news(delivery: Delivery, reference: str) -> bool:
    """False for a report of an earlier sending, and once the end is known: each takes effect at most once."""
    return reference == delivery.reference and delivery.state in ("waiting", "sent") and not delivery.arrived


def arrive(delivery: Delivery) -> Delivery:
    return delivery.model_copy(update={"arrived": True})
