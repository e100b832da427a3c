"""Notes what the SMS provider reports of a message that it took: it arrived, or it never will."""

from services.notification.domain import sms_report
from services.notification.domain.reference import delivery_id
from services.notification.domain.sms_report import SmsOutcome
from services.notification.handlers.fail_after_all import fail_after_all
from services.notification.store import DELIVERIES, mail_of
from shared.bus import Transaction
from shared.errors import NotFound, Unavailable


async def note_sms_report(tx: Transaction, reference: str, outcome: SmsOutcome) -> None:
    """Notes the outcome of all news that left with the SMS.

    A report that came before, or is of an earlier sending, changes nothing. Raises NotFound where no SMS has this
    reference, Unavailable while it is not yet stored that the provider took it.
    """
    own = await DELIVERIES.find(tx, id=delivery_id(reference))
    if own is None or own.way != "sms":
        raise NotFound
    if not sms_report.is_news(own, reference):
        return
    if await tx.pending_effects(own.id):
        raise Unavailable
    tx.lock_key(own.key)
    if outcome == "failed":
        await fail_after_all(tx, own)
        return
    for each in await mail_of(tx, own, own.state):
        await DELIVERIES.put(tx, sms_report.arrive(each))
