"""What a mail server's report changes at the delivery that it is of: it never arrives, or it takes longer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Literal

from services.notification.domain.delivery import Delivery

Outcome = Literal["failed", "failed_for_some", "delayed", "not_yet", "no_news", "too_late", "unknown", "other"]
"""What became of a report; `not_yet`: it is not stored yet that the mail left; `other`: nothing failed."""

COUNTS_FOR: Final = timedelta(days=14)
"""Servers give up after some five days (RFC 5321, 4.5.4.1); what comes much later is nobody's answer."""


def obstacle(delivery: Delivery, reference: str, now: datetime) -> Literal["no_news", "too_late"] | None:
    """Why a report changes nothing: it is of an earlier sending, the end is known, or it comes too late."""
    if reference != delivery.reference or delivery.way != "mail" or delivery.state not in ("waiting", "sent"):
        return "no_news"
    return "too_late" if now - delivery.at > COUNTS_FOR else None


def return_for(delivery: Delivery, marks: Iterable[str]) -> Delivery | None:
    """`marks`: of recipients whose servers gave up. None where nobody is left whom it may have reached."""
    returned = {*delivery.returned, *marks}
    if len(returned) >= delivery.recipients:
        return None
    return delivery.model_copy(update={"returned": tuple(sorted(returned))})


def delay(delivery: Delivery) -> Delivery:
    return delivery.model_copy(update={"delayed": True})
