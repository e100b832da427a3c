"""Notifies a person or partner of an event.

A mail is requested, postponed, or owed; a partner's system is told too.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, assert_never

from services.notification.domain import notice_policy
from services.notification.domain.delivery import (
    Delivery,
    DeliveryOwed,
    DeliveryPostponed,
    MailRequested,
    Notice,
    Occasion,
    Way,
    owe,
)
from services.notification.publications import publish
from services.notification.store import DELIVERIES, has_webhook, mails_to_person, owed_to_person, safe_contact_of
from services.notification.webhook_message import TYPES
from shared.bus import Transaction
from shared.in_places import AWAITED

MAIL: Final = "mail"
"""The kind of the effects that send a mail, or an SMS where the person allows only that.

Which of them it is, is known only when it is to leave.
"""
WEBHOOK: Final = "webhook"
"""The kind of the effects that tell a partner's system."""
KINDS: Final[Mapping[Way, str]] = {"mail": MAIL, "sms": MAIL, "webhook": WEBHOOK}


async def notify_person(tx: Transaction, occasion: Occasion) -> None:
    owed = owe(occasion, "person", tx.now).state
    has_safe_contact = await safe_contact_of(tx, owed.keys) is not None
    mails = await mails_to_person(tx, owed.keys)
    await _apply(tx, notice_policy.decide(owed, has_safe_contact, mails.last_sent, tx.now))


async def notify_partner(tx: Transaction, occasion: Occasion) -> None:
    await _apply(tx, notice_policy.request(owe(occasion, "partner", tx.now).state))
    if occasion.rule in TYPES and occasion.partner_id and await has_webhook(tx, occasion.partner_id):
        await _apply(tx, notice_policy.request(owe(occasion, "partner", tx.now, "webhook").state))


async def notify_of_what_is_owed(tx: Transaction, key: str) -> None:
    """Notifies the person of what is still owed.

    Requires that the safe contact of the case or contact `key` is stored.
    """
    for owed in await owed_to_person(tx, key):
        if notice_policy.is_still_owed(owed, tx.now):
            mails = await mails_to_person(tx, owed.keys)
            notice = notice_policy.decide(owed, True, mails.last_sent, tx.now)
            await _apply(tx, notice)
            tx.move_effect(owed.id, key=owed.key, due=notice.state.due)


def add_notice(tx: Transaction, delivery: Delivery, *, id: str, due: datetime | None = None) -> None:
    """Adds the effect that sends a notice. `id` is the delivery's, or that of the mail which several leave in."""
    waits_for = {AWAITED: delivery.partner_id} if delivery.way == "webhook" else {}
    tx.add_effect(KINDS[delivery.way], key=delivery.key, payload=waits_for, id=id, due=due)


async def _apply(tx: Transaction, notice: Notice) -> None:
    """Stores a notice, and adds the effect that sends it.

    One that is owed is looked at again when it is due, if nobody has said by then how the person is reached.
    """
    delivery = notice.state
    await DELIVERIES.put(tx, delivery)
    add_notice(tx, delivery, id=delivery.id, due=delivery.due)
    match notice:
        case DeliveryPostponed():
            publish(tx, notice)
        case DeliveryOwed() | MailRequested():
            pass
        case _:
            assert_never(notice)
