"""An event concerns a person or a partner: a mail is requested, owed, or suppressed."""

from typing import Final, assert_never

from services.notification.domain import notice_policy
from services.notification.domain.notice_policy import (
    Delivery,
    DeliveryOwed,
    DeliverySuppressed,
    MailRequested,
    Notice,
    Occasion,
)
from services.notification.publications import publish
from services.notification.store import DELIVERIES, last_mail_to_person, owed_to_person, safe_contact_of
from shared.bus import Transaction

MAIL: Final = "mail"
"""The kind of the effects that send one."""


async def notify_person(tx: Transaction, occasion: Occasion) -> None:
    owed = notice_policy.owe(occasion, "person", tx.now).state
    has_safe_contact = await safe_contact_of(tx, owed.keys) is not None
    await _apply(tx, await _decide(tx, owed, has_safe_contact))


async def notify_partner(tx: Transaction, occasion: Occasion) -> None:
    owed = notice_policy.owe(occasion, "partner", tx.now).state
    await _apply(tx, notice_policy.request(owed))


async def notify_of_what_is_owed(tx: Transaction, key: str) -> None:
    """Requires that the safe contact of the case or contact `key` is stored."""
    for owed in await owed_to_person(tx, key):
        if notice_policy.is_still_owed(owed, tx.now):
            await _apply(tx, await _decide(tx, owed, has_safe_contact=True))


async def _decide(tx: Transaction, owed: Delivery, has_safe_contact: bool) -> Notice:
    return notice_policy.decide(owed, has_safe_contact, await _last_mail(tx, owed.key), tx.now)


async def _last_mail(tx: Transaction, key: str) -> Delivery | None:
    """After a restore a mail may have left that this store still has as waiting: without its effect it was sent."""
    last = await last_mail_to_person(tx, key)
    if last is None or await tx.has_pending_effect(last.id):
        return last
    return last.model_copy(update={"state": "sent"})


async def _apply(tx: Transaction, notice: Notice) -> None:
    await DELIVERIES.put(tx, notice.state)
    match notice:
        case MailRequested(delivery):
            tx.add_effect(MAIL, key=delivery.key, payload={}, id=delivery.id)
        case DeliverySuppressed():
            publish(tx, notice)
        case DeliveryOwed():
            pass
        case _:
            assert_never(notice)
