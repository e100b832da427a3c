"""The facts that notification publishes: that a delivery waits and how it ended, and what became of a deadline."""

from typing import Any, assert_never

from services.notification.domain.deadline_changes import (
    DeadlineCancelled,
    DeadlineChange,
    DeadlineFact,
    DeadlineMet,
    DeadlineMissed,
    DeadlineReminded,
    DeadlineSet,
)
from services.notification.domain.delivery import (
    OF_AN_ENTRY,
    Delivery,
    DeliveryDoubted,
    DeliveryEnd,
    DeliveryFailed,
    DeliveryPostponed,
    DeliverySent,
    DeliverySuppressed,
)
from shared.bus import Transaction
from shared.contracts import notification as contract
from shared.contracts.message import Message
from shared.contracts.vocabulary import Audience, DeadlineRule, DeliveryReason, DeliveryRule, Way

Published = DeliveryEnd | DeliveryPostponed | DeliveryDoubted | DeadlineChange


def publish(tx: Transaction, fact: Published) -> None:
    """Publishes a fact under the key of its case, or of its contact while there is no case.

    A fact about a partner's entry is published under the key of that partner.
    """
    match fact:
        case (
            DeliverySent(delivery)
            | DeliveryFailed(delivery)
            | DeliverySuppressed(delivery)
            | DeliveryPostponed(delivery)
            | DeliveryDoubted(delivery)
        ):
            tx.publish(message(fact), key=delivery.key, subject=delivery.id)
        case DeadlineFact(deadline):
            if not _is_told_by_referral(fact):
                tx.publish(message(fact), key=deadline.case_id, subject=deadline.id)
        case _:
            assert_never(fact)


def _is_told_by_referral(fact: DeadlineChange) -> bool:
    """Whether the fact is the referral's own, as until when a partner has time, its answer and its silence are.

    The reminder is ours.
    """
    return fact.state.rule == "partner_response" and not isinstance(fact, DeadlineReminded)


def message(fact: Published) -> Message:
    match fact:
        case DeliverySent(delivery):
            return contract.DeliverySent(**_delivery(delivery))
        case DeliveryFailed(delivery):
            return contract.DeliveryFailed(**_delivery(delivery))
        case DeliverySuppressed(delivery):
            return contract.DeliverySuppressed(**_delivery(delivery), reason=_reason(delivery))
        case DeliveryPostponed(delivery):
            return contract.DeliveryPostponed(**_delivery(delivery), reason=_reason(delivery) or DeliveryReason.OTHER)
        case DeliveryDoubted(delivery):
            return contract.DeliveryDoubted(**_delivery(delivery), addressee_id=_addressee(delivery))
        case DeadlineSet():
            return contract.DeadlineSet(**_deadline(fact))
        case DeadlineReminded():
            return contract.DeadlineReminded(**_deadline(fact))
        case DeadlineMissed():
            return contract.DeadlineMissed(**_deadline(fact))
        case DeadlineMet():
            return contract.DeadlineMet(**_deadline(fact))
        case DeadlineCancelled():
            return contract.DeadlineCancelled(**_deadline(fact), counted_by=fact.counted_by)
        case _:
            assert_never(fact)


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "dispatch_id": delivery.id,
        "audience": Audience(delivery.audience),
        "channel": Way(delivery.way),
        "rule": DeliveryRule(delivery.rule),
        "case_id": delivery.case_id,
        "contact_id": delivery.contact_id,
        "referral_id": delivery.referral_id,
        "partner_id": delivery.partner_id if delivery.rule in OF_AN_ENTRY else None,
        "inquiry_id": delivery.inquiry_id,
    }


def _addressee(delivery: Delivery) -> str | None:
    """Returns the partner that a mail of a case went to; None for a mail about an entry, which names it already."""
    return None if delivery.rule in OF_AN_ENTRY else delivery.partner_id


def _reason(delivery: Delivery) -> DeliveryReason | None:
    return None if delivery.reason is None else DeliveryReason(delivery.reason)


def _deadline(change: DeadlineChange) -> dict[str, Any]:
    deadline, dates = change.state, change.dates
    return {
        "case_id": deadline.case_id,
        "deadline_id": deadline.id,
        "proceeding_id": deadline.proceeding_id,
        "rule": DeadlineRule(deadline.rule),
        "safe_on": dates.safe_on,
        "act_by": dates.act_by,
        "legal_on": dates.legal_on,
    }
