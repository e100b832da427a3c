"""A counsellor asks the person what may be passed on to one partner, word for word."""

from collections.abc import Mapping
from uuid import uuid4

from services.intake.domain import contact, handover
from services.intake.domain.case import Partner
from services.intake.domain.ids import CaseId, Counsellor, HandoverId, PartnerId, ReferralId
from services.intake.domain.partner import ListedPartner
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.publications import publish
from services.intake.sealed_fields import seal_items
from services.intake.store import CASES, HANDOVERS, PARTNERS
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentItem, ReferralKind
from shared.web import Staff


async def listed_partner(desk: DeskDependencies, partner_id: PartnerId) -> ListedPartner:
    """Raises NotFound for a partner that is not listed any more."""
    return await desk.unit_of_work(lambda tx: PARTNERS.get(tx, id=partner_id, listed=True))


async def ask_for_consent(
    desk: DeskDependencies,
    case_id: CaseId,
    me: Staff,
    partner_id: PartnerId,
    texts: Mapping[ConsentItem, str],
    *,
    kind: ReferralKind = ReferralKind.WARM,
    replaces: ReferralId | None = None,
) -> HandoverId:
    """`texts`: for every ticked item exactly what the partner will read. Raises Invalid where there is none."""
    handover_id = HandoverId(str(uuid4()))
    key = await desk.key(case_id)
    sealed = seal_items(key, case_id, handover_id, texts)

    async def work(tx: Transaction) -> None:
        contact.refuse_unless_with(await load_visible(tx, me, case_id=case_id), Counsellor(me.sub))
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
        publish(tx, asked)

    await desk.unit_of_work(work)
    return handover_id
