"""The desk asks the person what may be passed on to one partner, word for word."""

from collections.abc import Mapping
from uuid import uuid4

from services.intake.domain import contact, handover
from services.intake.domain.case import Partner
from services.intake.domain.handover import Decision
from services.intake.domain.partner import ListedPartner
from services.intake.domain.state import CaseId, Counsellor, HandoverId, PartnerId, ReferralId
from services.intake.envelopes import seal_items
from services.intake.handlers.access import seen_by
from services.intake.handlers.workplace import Desk
from services.intake.publications import say
from services.intake.store import CASES, CONSENTS, HANDOVERS, PARTNERS
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.contracts.vocabulary import ConsentHow, ConsentItem, ReferralKind
from shared.web import Staff


async def listed_partner(desk: Desk, partner_id: PartnerId) -> ListedPartner:
    return await desk.unit_of_work(lambda tx: PARTNERS.get(tx, id=partner_id, listed=True))


async def ask(
    desk: Desk,
    case_id: CaseId,
    me: Staff,
    partner_id: PartnerId,
    texts: Mapping[ConsentItem, str],
    *,
    kind: ReferralKind = ReferralKind.WARM,
    replaces: ReferralId | None = None,
) -> HandoverId:
    """`texts`: for every ticked item exactly what the partner will read."""
    handover_id = HandoverId(str(uuid4()))
    key = await desk.key(case_id)
    sealed = seal_items(key, case_id, handover_id, texts)

    async def work(tx: Transaction) -> None:
        contact.refuse_unless_with(await seen_by(tx, me, case_id=case_id), Counsellor(me.sub))
        partner = await PARTNERS.get(tx, id=partner_id, listed=True)
        asked = handover.ask(
            handover_id,
            await CASES.get(tx, id=case_id),
            Partner(id=partner.id, name=partner.name),
            kind=kind,
            items=list(texts),
            sealed=sealed,
            replaces=replaces,
            now=tx.now,
        )
        await HANDOVERS.add(tx, asked.state)
        say(tx, asked)

    await desk.unit_of_work(work)
    return handover_id


async def note_decision(desk: Desk, handover_id: HandoverId, me: Staff, decision: Decision, how: ConsentHow) -> None:
    """The person decided by voice or in writing; the counsellor notes it."""

    async def work(tx: Transaction) -> None:
        asked = await HANDOVERS.get(tx, id=handover_id)
        contact.refuse_unless_with(await seen_by(tx, me, case_id=asked.case_id), Counsellor(me.sub))
        consents = await CONSENTS.all(tx, sort="at", case_id=asked.case_id)
        decided = handover.decide(asked, consents, decision, consent_id=str(uuid4()), how=how, at=whole_hour(tx.now))
        if decided:
            await CONSENTS.add(tx, decided.state)
            say(tx, decided)

    await desk.unit_of_work(work)
