"""Sends a failed notice once more, for somebody of the staff: it leaves by the rules as they are now."""

from services.notification.domain import notice_policy, reminder
from services.notification.handlers.notify import add_notice
from services.notification.notice_texts import BY_RULE
from services.notification.store import DELIVERIES, mail_of, safe_contact_of
from shared.assignments import refuse_unknown
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import Conflict
from shared.web import Staff


async def retry_notice(tx: Transaction, me: Staff, case_id: str, delivery_id: str, *, act_id: str | None) -> None:
    """Requests the notice once more, with all that failed in the same mail.

    Raises NotFound and ReasonNeeded like `refuse_unknown`, NotFound where the case has no such notice, and Conflict
    where it has not failed, or is a reminder that the person does not wish any longer.
    """
    await refuse_unknown(tx, me, case_id)
    asked = await DELIVERIES.get(tx, id=delivery_id, case_id=case_id)

    async def do() -> None:
        notice_policy.retry(asked, tx.now)
        known = await safe_contact_of(tx, asked.keys)
        if known and reminder.is_unwished(asked, known):
            raise Conflict("not-in-this-state", BY_RULE["not_wished"])
        for failed in await mail_of(tx, asked, "failed"):
            await DELIVERIES.put(tx, notice_policy.retry(failed, tx.now).state)
        mail = asked.notice or asked.id
        add_notice(tx, asked, id=mail)
        tx.move_effect(mail, key=asked.key)

    await once(tx, act_id, do)
