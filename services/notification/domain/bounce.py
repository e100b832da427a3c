"""The changes that a mail server's report makes to its delivery: the mail never arrives, or it takes longer."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from services.notification.domain.delivery import Cause, Delivery, DeliveryDoubted

BounceOutcome = Literal[
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
"""The outcomes of a report.

`not_yet`: it is not stored yet that the mail left; `other`: nothing failed; `behind_an_address`: only for somebody whom
we did not write to; `doubted`: it came back in words that a human has to make out.
"""

COUNTS_FOR: Final = timedelta(days=14)
"""The time after a mail in which a report counts.

Servers give up after some five days (RFC 5321, 4.5.4.1); what comes much later is no mail server's answer to it.
"""


def obstacle(delivery: Delivery, reference: str, now: datetime) -> Literal["no_news", "too_late"] | None:
    """Returns the reason why a report changes nothing, or None.

    `no_news`: it is of an earlier sending, or the end is known; `too_late`: it comes later than COUNTS_FOR.
    """
    if reference != delivery.reference or delivery.way != "mail" or delivery.state not in ("waiting", "sent"):
        return "no_news"
    return "too_late" if now - delivery.at > COUNTS_FOR else None


def of_ours(delivery: Delivery, marks: Iterable[str]) -> set[str]:
    """Returns those of `marks` that are of recipients whom we wrote to.

    Where these are not known, all count: behind a person's one address is nobody else.
    """
    return set(marks).intersection(written_to) if (written_to := _written_to(delivery)) else set(marks)


def return_for(delivery: Delivery, marks: Iterable[str]) -> Delivery:
    """Adds those of `marks` that are ours to the returned ones; they are of recipients whose servers gave up."""
    returned = {*delivery.returned, *of_ours(delivery, marks)}
    return delivery.model_copy(update={"returned": tuple(sorted(returned))})


def reach(delivery: Delivery, taken: Sequence[str], late: Sequence[str]) -> Delivery:
    """Notes for whom our mail server took the mail as well (`taken`), and for whom it still hesitates (`late`).

    `late` replaces those that it hesitated for before. Of a delivery that an earlier release sent only the number of
    its recipients is known, and grows.
    """
    if delivery.state == "sent" and not delivery.awaited:
        return delivery.model_copy(update={"recipients": delivery.recipients + len(taken)})
    reached = tuple(sorted({*delivery.reached, *taken}))
    return delivery.model_copy(
        update={"recipients": len(reached) or 1, "reached": reached, "awaited": tuple(sorted(late))}
    )


def is_lost(delivery: Delivery) -> bool:
    """Whether nobody is left whom the mail may have reached, or may still reach."""
    if _written_to(delivery):
        return not delivery.awaited and set(delivery.reached) <= set(delivery.returned)
    return len(delivery.returned) >= delivery.recipients


def _written_to(delivery: Delivery) -> tuple[str, ...]:
    """Returns the marks of all recipients; none are known of a person's mail, and of what an earlier release sent."""
    return (*delivery.reached, *delivery.awaited)


def doubt(delivery: Delivery, cause: Cause | None = None) -> DeliveryDoubted:
    """Marks the delivery as doubted: it may have failed, or take longer.

    `cause`: as its server's code says; where there is no code, the earlier cause stays.
    """
    return DeliveryDoubted(delivery.model_copy(update={"doubted": True, "cause": cause or delivery.cause}))


def delay(delivery: Delivery) -> Delivery:
    return delivery.model_copy(update={"delayed": True})
