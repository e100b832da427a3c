"""The counsellor asks proposed partners whether they have room, before the person is asked and before any name."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Final

from services.referral.domain import capacity_inquiry
from services.referral.domain.capacity_inquiry import (
    ASKED_ALREADY,
    NOT_ONBOARDED,
    CapacityInquiry,
    Wanted,
    refuse_asking,
)
from services.referral.domain.case import Case
from services.referral.domain.matching import Matching
from services.referral.domain.partner import Partner
from services.referral.handlers.counsellor.propose import Proposals
from services.referral.handlers.counsellor.read_case import load_visible, look_at
from services.referral.handlers.effects.schedule import schedule_lapse
from services.referral.publications import publish_capacity_asked
from services.referral.store import CAPACITY_INQUIRIES, PARTNERS, REFERRALS, is_onboarded
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import Conflict
from shared.web import Staff

CLOSED: Final = "Der Fall ist abgeschlossen. Gefragt ist niemand."
NOT_PROPOSED: Final = "Eine dieser Stellen wird zu diesem Fall nicht mehr vorgeschlagen. Gefragt ist niemand."


@dataclass(frozen=True)
class AskCapacity:
    proposals: Proposals
    partner_url: str

    async def look(self, tx: Transaction, me: Staff, case_id: str) -> tuple[Case, Matching]:
        """Returns the case and its proposals, and notes the look in the audit. Raises as `load_visible`."""
        case = await look_at(tx, self.proposals.audit, me, case_id, "proposals")
        return case, await self._matching(tx, case)

    async def ask(
        self, tx: Transaction, me: Staff, case_id: str, partner_ids: Collection[str], wanted: Wanted, act_id: str
    ) -> None:
        """Asks all of the partners or none. Raises as `load_visible`, and Conflict as `capacity_inquiry.refuse_asking`,
        for a case that is closed, and for a partner that is not proposed, not onboarded or asked already.
        """
        case = await load_visible(tx, me, case_id)

        async def do() -> None:
            tx.lock_key(case_id)
            if case.closed:
                raise Conflict("case-closed", CLOSED)
            matching = await self._matching(tx, case)
            for partner_id in sorted(set(partner_ids)):
                await self._ask_one(tx, case, matching, partner_id, wanted)

        await once(tx, act_id, do)

    async def _matching(self, tx: Transaction, case: Case) -> Matching:
        referrals = await REFERRALS.all(tx, sort="changed_at", case_id=case.case_id)
        return (await self.proposals.matching(tx, case, referrals))[1]

    async def _ask_one(self, tx: Transaction, case: Case, matching: Matching, partner_id: str, wanted: Wanted) -> None:
        tx.lock_key(partner_id)  # conflicts with a suspension at the same time: one of both runs again
        entry = await PARTNERS.find(tx, partner_id=partner_id, listed=True)
        if entry is None:
            raise Conflict("not-in-this-state", NOT_PROPOSED)
        refuse_asking(entry, wanted.urgency)
        await _refuse_unless_possible(tx, case, matching, entry)
        asked = capacity_inquiry.ask(
            str(uuid.uuid4()), uuid.uuid4().hex, case.case_id, wanted, case.land, entry, tx.now
        )
        await CAPACITY_INQUIRIES.put(tx, asked.state)
        publish_capacity_asked(tx, asked, entry, self.partner_url)
        schedule_lapse(tx, asked.state)


async def _refuse_unless_possible(tx: Transaction, case: Case, matching: Matching, entry: Partner) -> None:
    if not await is_onboarded(tx, entry.partner_id):
        raise Conflict("not-onboarded", NOT_ONBOARDED)
    if entry.partner_id not in {each.partner.partner_id for each in matching.proposals}:
        raise Conflict("not-in-this-state", NOT_PROPOSED)
    before = await CAPACITY_INQUIRIES.all(tx, case_id=case.case_id, partner_id=entry.partner_id)
    if any(each.takes_answers(tx.now) for each in before):
        raise Conflict("not-in-this-state", ASKED_ALREADY)


async def asked_for_room(tx: Transaction, case_id: str) -> list[tuple[str, CapacityInquiry]]:
    """Returns each inquiry of the case with the name of its partner. To be called for a case that may be seen."""
    known = await CAPACITY_INQUIRIES.all(tx, sort="asked_at", case_id=case_id)
    ids = {each.partner_id for each in known}
    names = {each.partner_id: each.name for each in await PARTNERS.all(tx, partner_id=ids)} if ids else {}
    return [(names.get(each.partner_id, ""), each) for each in known]


async def take_back(tx: Transaction, me: Staff, case_id: str, inquiry_id: str, act_id: str) -> None:
    """Ends the inquiry: at its link the partner reads that nobody waits. Raises as `load_visible`, and NotFound."""
    await load_visible(tx, me, case_id)
    update = partial(CAPACITY_INQUIRIES.update, inquiry_id=inquiry_id, case_id=case_id)

    async def do() -> None:
        tx.lock_key(case_id)
        await update(tx, capacity_inquiry.end)

    await once(tx, act_id, do)
