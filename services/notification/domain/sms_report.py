"""The SMS provider's report on a message that it took, and the change that it makes to the delivery."""

from typing import Literal

from services.notification.domain.delivery import Delivery

SmsOutcome = Literal["delivered", "failed"]


def is_news(delivery: Delivery, reference: str) -> bool:
    """Whether the report changes anything: each takes effect at most once.

    One of an earlier sending changes nothing, and none does once the end is known.
    """
    return reference == delivery.reference and delivery.state in ("waiting", "sent") and not delivery.arrived


def arrive(delivery: Delivery) -> Delivery:
    return delivery.model_copy(update={"arrived": True})
