"""Follows mails and SMS that did not arrive, or may not be sent: who is to be called, and what the person is told."""

from typing import Final

from services.intake.domain.ids import PartnerId, ThreadId
from services.intake.domain.progress import Progress
from services.intake.handlers.follow_tasks import Concerned, follow
from services.intake.handlers.services.case_progress import name_of_referred, note_step
from services.intake.handlers.services.entry_returned import note_returned
from services.intake.handlers.services.partner_directory import name_of_partner
from services.intake.task_table import TABLE, TO_A_PARTNER
from shared.bus import Event, EventHandlers, Transaction
from shared.contracts import notification
from shared.contracts.vocabulary import Audience, DeliveryReason

TO_BE_CALLED: Final = {
    DeliveryReason.BY_PHONE_ONLY,
    DeliveryReason.UNREADABLE_TIMES,
    DeliveryReason.OUTSIDE_HOURS_TOO_LONG,
}
"""Reasons for which a mail is not sent and a human is to call; for the others there is nothing to say, or nobody."""


def event_handlers() -> EventHandlers:
    return {
        notification.DeliveryFailed: on_delivery_failed,
        notification.DeliveryDoubted: follow_delivery,
        notification.DeliverySuppressed: on_delivery_suppressed,
    }


async def on_delivery_failed(tx: Transaction, event: Event[notification.DeliveryFailed]) -> None:
    if event.data.audience == Audience.PERSON:
        await note_step(tx, Progress(id=event.id, thread=ThreadId(event.key), step="not_reached", at=event.time))
    await follow_delivery(tx, event)


async def follow_delivery(
    tx: Transaction, event: Event[notification.DeliveryFailed] | Event[notification.DeliveryDoubted]
) -> None:
    """Makes and ends the tasks, also of mails about an entry of the directory, which belong to no case.

    A failed mail that asks for room ends the waiting where mail is the only way: referral says so (CapacityLapsed).
    """
    told = event.data
    if told.partner_id is not None:
        await note_returned(tx, PartnerId(told.partner_id))
        return
    thread, referral_id, inquiry_id = ThreadId(event.key), told.referral_id, told.inquiry_id
    if told.audience == Audience.PERSON:
        await follow(tx, TABLE[type(told)], Concerned(thread, thread))
    if told.audience == Audience.PARTNER and referral_id:
        partner = await name_of_referred(tx, thread, referral_id)
        await follow(tx, TO_A_PARTNER[type(told)], Concerned(thread, referral_id, partner=partner))
    if inquiry_id and isinstance(told, notification.DeliveryDoubted):
        partner = await name_of_partner(tx, PartnerId(told.addressee_id)) if told.addressee_id else None
        await follow(tx, TO_A_PARTNER[type(told)], Concerned(thread, inquiry_id, partner=partner))


async def on_delivery_suppressed(tx: Transaction, event: Event[notification.DeliverySuppressed]) -> None:
    if event.data.audience == Audience.PERSON and event.data.reason in TO_BE_CALLED:
        thread = ThreadId(event.key)
        await follow(tx, TABLE[notification.DeliverySuppressed], Concerned(thread, thread))
