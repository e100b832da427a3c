"""Gives a contact that is no case the record that referrals belong to; it remains no case."""

from services.intake.domain import contact, joined, prevention
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.domain.situation import Situation
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.new_case import open_case
from services.intake.handlers.record import record
from services.intake.store import CONTACTS, INCIDENTS
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff


async def refer_for_prevention(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, situation: Situation, *, act_id: str | None = None
) -> None:
    """Makes the record; repeated, it changes nothing. The messages stay where they are, under the same key and code.

    Raises NotFound and ReasonNeeded like load_visible, Conflict as `contact.refer`, and where it is joined to a case or
    an incident is written down.
    """

    async def do(tx: Transaction) -> None:
        seen = await load_visible(tx, me, id=contact_id)
        joined.refuse_joined(seen)
        tx.lock_key(seen.thread)
        prevention.refuse_incidents(await INCIDENTS.count(tx, thread=seen.thread))
        referred = await CONTACTS.update(tx, lambda now: contact.refer(now, Counsellor(me.sub)), id=contact_id)
        if referred is None:
            return
        await open_case(tx, referred.state, situation)
        await desk.audit.note(tx, me, "referred-for-prevention", contact_id)
        await record(tx, referred)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
