"""What a mail server's report changes at the delivery that it is of: it never arrives, or it takes longer."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from services.notification.domain.delivery import Cause, Delivery, DeliveryDoubted

Outcome = Literal[
    "failed",
    "failed_for_some",
    "behind_an_address",
    "delayed",
    "doubted",
    "not_yet",
    "no_news",
    "too_late",
    "unknown",
    "other",
]
"""What became of a report.

`not_yet`: it is not stored yet that the mail left; `other`: nothing failed; `behind_an_address`: only for somebody whom
we did not write to; `doubted`: it came back in words that a human has to make out.
"""

COUNTS_FOR: Final = timedelta(days=14)
"""Servers give up after some five days (RFC 5321, 4.5.4.1); what comes much later is nobody's answer."""


def obstacle(delivery: Delivery, reference: str, now: datetime) -> Literal["no_news", "too_late"] | None:
    """Why a report changes nothing: it is of an earlier sending, the end is known, or it comes too late."""
    if reference != delivery.reference or delivery.way != "mail" or delivery.state not in ("waiting", "sent"):
        return "no_news"
    return "too_late" if now - delivery.at > COUNTS_FOR else None


def of_ours(delivery: Delivery, marks: Iterable[str]) -> set[str]:
    """Those of recipients that we wrote to. Of a person's mail all: behind her one address is nobody else."""
    return set(marks).intersection(written_to) if (written_to := _written_to(delivery)) else set(marks)


def return_for(delivery: Delivery, marks: Iterable[str]) -> Delivery:
    """`marks`: of recipients whose servers gave up."""
    returned = {*delivery.returned, *of_ours(delivery, marks)}
    return delivery.model_copy(update={"returned": tuple(sorted(returned))})


def reach(delivery: Delivery, taken: Sequence[str], late: Sequence[str]) -> Delivery:
    """The mail server took it for these as well, and hesitates still for those: for no others any more.

    Of what an earlier release sent only how many there are is known.
    """
    if delivery.state == "sent" and not delivery.awaited:
        return delivery.model_copy(update={"recipients": delivery.recipients + len(taken)})
    reached = tuple(sorted({*delivery.reached, *taken}))
    return delivery.model_copy(
        update={"recipients": len(reached) or 1, "reached": reached, "awaited": tuple(sorted(late))}
    )


def is_lost(delivery: Delivery) -> bool:
    """Nobody is left whom it may have reached, or may still reach."""
    if _written_to(delivery):
        return not delivery.awaited and set(delivery.reached) <= set(delivery.returned)
    return len(delivery.returned) >= delivery.recipients


def _written_to(delivery: Delivery) -> tuple[str, ...]:
    """None known of a person's mail, and of what an earlier release sent."""
    return (*delivery.reached, *delivery.awaited)


def doubt(delivery: Delivery, cause: Cause | None = None) -> DeliveryDoubted:
    """It may have failed, or take longer. `cause`: as its server's code says, if it has one; else as before."""
    return DeliveryDoubted(delivery.model_copy(update={"doubted": True, "cause": cause or delivery.cause}))


def delay(delivery: Delivery) -> Delivery:
    return delivery.model_copy(update={"delayed": True})
