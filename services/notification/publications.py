"""All that notification says: how a delivery ended, and what a legal clock does."""

from collections.abc import Mapping
from typing import Final

from services.notification.domain.changes import Change, Fact
from services.notification.domain.telling import Delivery, State
from shared.bus import Transaction
from shared.contracts.notification import (
    DeadlineCancelled,
    DeadlineMet,
    DeadlineSet,
    DeliveryFailed,
    DeliverySent,
    DeliverySuppressed,
)
from shared.contracts.vocabulary import Audience, DeadlineRule, DeliveryRule, Way

DELIVERIES: Final[Mapping[State, type[DeliverySent | DeliveryFailed | DeliverySuppressed]]] = {
    "sent": DeliverySent,
    "failed": DeliveryFailed,
    "suppressed": DeliverySuppressed,
}
DEADLINES: Final[Mapping[Fact, type[DeadlineSet | DeadlineMet | DeadlineCancelled]]] = {
    "set": DeadlineSet,
    "met": DeadlineMet,
    "cancelled": DeadlineCancelled,
}


def say_how_it_ended(tx: Transaction, delivery: Delivery) -> None:
    said = DELIVERIES[delivery.state](
        dispatch_id=delivery.dispatch_id,
        audience=Audience(delivery.audience),
        channel=Way.MAIL,
        rule=DeliveryRule(delivery.rule),
        case_id=delivery.case_id,
        contact_id=delivery.contact_id,
        referral_id=delivery.referral_id,
    )
    tx.publish(said, key=delivery.key, subject=delivery.dispatch_id)


def say_deadline(tx: Transaction, change: Change) -> None:
    clock = change.clock
    said = DEADLINES[change.fact](
        case_id=clock.case_id,
        deadline_id=clock.deadline_id,
        proceeding_id=clock.proceeding_id,
        rule=DeadlineRule(clock.rule),
        safe_on=change.dates.safe_on,
        act_by=change.dates.act_by,
        legal_on=change.dates.legal_on,
    )
    tx.publish(said, key=clock.case_id, subject=clock.deadline_id)
