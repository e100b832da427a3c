"""Makes a case of a contact that was none."""

from functools import partial

from services.intake.domain import case, consent, contact, joined
from services.intake.domain.ids import CaseId, ContactId, Counsellor
from services.intake.domain.situation import Situation
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.new_case import open_case
from services.intake.handlers.record import record, record_standing
from services.intake.store import CASES, CONSENTS, CONTACTS, HANDOVERS
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff


async def make_case(desk: DeskDependencies, contact_id: ContactId, me: Staff, *, act_id: str | None = None) -> None:
    """Makes the case under the contact's id: its messages stay where they are, under the same key and the same code.

    A contact referred for prevention keeps its number and its referrals; one that was passed to the head as press is
    the case that it was. Raises Conflict where it is joined to a case: the work goes on there.
    """

    async def do(tx: Transaction) -> None:
        before = await load_visible(tx, me, id=contact_id)
        joined.refuse_joined(before)
        made = await CONTACTS.update(tx, lambda now: contact.make_case(now, Counsellor(me.sub)), id=contact_id)
        assert made
        if before.is_for_prevention and before.case_id:
            await _keep_purposes(tx, before.case_id)
            became = await CASES.update(tx, case.become_case, id=before.case_id)
            assert became
            await record(tx, became)
        elif before.case_id is None:
            await open_case(tx, made.state, Situation(land=made.state.land))
        await record(tx, made)
        await record_standing(tx, before, made.state)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def _keep_purposes(tx: Transaction, case_id: CaseId) -> None:
    tx.lock_key(case_id)
    consents = await CONSENTS.all(tx, sort="at", case_id=case_id)
    for asked in await HANDOVERS.all(tx, case_id=case_id):
        await HANDOVERS.update(tx, partial(consent.keep_purpose, consents=consents), id=asked.id)
