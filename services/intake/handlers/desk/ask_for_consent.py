"""A counsellor asks the person what may be passed on to one partner, word for word."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from services.intake.domain import consent, contact, handover, joined, on_behalf, prevention
from services.intake.domain.case import Case, Partner
from services.intake.domain.handover import Asked, Handover
from services.intake.domain.ids import CaseId, Counsellor, HandoverId, PartnerId, ReferralId, ThreadId
from services.intake.domain.partner import ListedPartner, refuse_unless_asked_by_us
from services.intake.domain.task import TaskKind, task_id
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.follow_tasks import end_task
from services.intake.handlers.record import record
from services.intake.handlers.show import show_later
from services.intake.sealed_fields import seal_items
from services.intake.store import CASES, CONSENTS, EVIDENCE, HANDOVERS, PARTNERS
from shared.attempts import once
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentItem, ReferralKind
from shared.errors import Conflict, NotFound
from shared.referral_id import referral_of
from shared.web import Staff


async def listed_partner(desk: DeskDependencies, partner_id: PartnerId) -> ListedPartner:
    """Returns the partner. Raises NotFound for one that is not listed any more."""
    return await desk.unit_of_work(lambda tx: _listed(tx, partner_id))


async def ask_for_consent(
    desk: DeskDependencies,
    case_id: CaseId,
    me: Staff,
    partner_id: PartnerId,
    texts: Mapping[ConsentItem, str],
    *,
    kind: ReferralKind = ReferralKind.WARM,
    replaces: ReferralId | None = None,
    despite_never: bool = False,
    evidence: Sequence[str] = (),
    tells_no_act: bool = False,
    act_id: str | None = None,
) -> HandoverId:
    """Asks for a hand-over. `texts`: for each ticked item exactly what the partner reads; `evidence`: ids of files.

    One act is one hand-over. Raises as `handover.ask`, `_listed_still`, `_refuse_asking` and `_case_to_ask_in`.
    """
    handover_id, key = HandoverId(str(uuid4())), await desk.key(case_id)

    async def do(tx: Transaction) -> str:
        await _refuse_asking(tx, me, case_id, None if despite_never else partner_id)
        case = await _case_to_ask_in(tx, case_id, texts, evidence, tells_no_act=tells_no_act)
        partner = await _listed_still(tx, partner_id, kind)
        asked = handover.ask(
            handover_id,
            case,
            Partner(id=partner.id, name=partner.name, category=partner.category),
            kind=kind,
            items=list(texts),
            sealed=seal_items(key, case_id, handover_id, texts),
            replaces=replaces,
            running=await _running(tx, case),
            now=tx.now,
            description=partner.description,
            evidence=evidence,
        )
        return await _keep(tx, asked)

    return HandoverId((await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))).result)


async def _case_to_ask_in(
    tx: Transaction, case_id: CaseId, items: Collection[ConsentItem], evidence: Sequence[str], *, tells_no_act: bool
) -> Case:
    """Returns the case. Raises NotFound for files that are not its own, Invalid as `prevention.refuse_asking`."""
    for each in evidence:
        if (await EVIDENCE.get(tx, id=each, thread=ThreadId(case_id))).parts == 0:
            raise NotFound
    case = await CASES.get(tx, id=case_id)
    prevention.refuse_asking(case, items, tells_no_act=tells_no_act)
    return case


async def _keep(tx: Transaction, asked: Asked) -> HandoverId:
    await HANDOVERS.add(tx, asked.state)
    show_later(tx, ThreadId(asked.state.case_id))
    await record(tx, asked)
    await _end_what_it_answers(tx, asked.state)
    return asked.state.id


async def _end_what_it_answers(tx: Transaction, asked: Handover) -> None:
    """Ends the tasks that this question answers, among those about the same partner.

    They are: the partner answered after nobody waited any longer, and a withdrawal that was noted wrongly ended its
    help.
    """
    same_partner: Mapping[str, Any] = {"partner.id": asked.partner.id}
    for each in await HANDOVERS.all(tx, case_id=asked.case_id, **same_partner):
        for kind in (TaskKind.ANSWERED_LATE, TaskKind.NEVER_WITHDREW):
            await end_task(tx, task_id(kind, referral_of(each.id)))


async def _refuse_asking(tx: Transaction, me: Staff, case_id: CaseId, partner_id: PartnerId | None) -> None:
    """Raises Conflict where `me` is not responsible, or the person may not be asked.

    The person may not be asked where the contact is of the press, is joined to a case, is a report for somebody else,
    or where they refused this partner for good. `partner_id`: None where they want to be asked all the same.
    """
    concerned = await load_visible(tx, me, case_id=case_id)
    contact.refuse_unless_with(concerned, Counsellor(me.sub))
    contact.refuse_press(concerned)
    on_behalf.refuse_consent(concerned)
    joined.refuse_joined(concerned)
    if partner_id:
        await _refuse_excluded(tx, case_id, partner_id)


async def _refuse_excluded(tx: Transaction, case_id: CaseId, partner_id: PartnerId) -> None:
    handovers, consents = await HANDOVERS.all(tx, case_id=case_id), await CONSENTS.all(tx, case_id=case_id)
    if consent.is_excluded(partner_id, handovers, consents):
        raise Conflict("not-in-this-state", consent.NEVER_ASKED)


async def _listed_still(tx: Transaction, partner_id: PartnerId, kind: ReferralKind) -> ListedPartner:
    """Returns the partner; it stays listed until this is committed, or the question lapses as the partner leaves.

    Raises as `_listed` and `refuse_unless_asked_by_us`.
    """
    tx.lock_key(partner_id)
    partner = await _listed(tx, partner_id)
    refuse_unless_asked_by_us(partner, kind)
    return partner


async def _listed(tx: Transaction, partner_id: PartnerId) -> ListedPartner:
    partner = await PARTNERS.find(tx, id=partner_id, listed=True)
    if partner is None:
        raise NotFound(sentence="Diese Stelle steht nicht mehr im Verzeichnis. Es ist nichts geschehen.")
    return partner


async def _running(tx: Transaction, case: Case) -> list[Handover]:
    await _note_ended(tx, case)
    handovers = await HANDOVERS.all(tx, sort="asked_at", case_id=case.id)
    consents = await CONSENTS.all(tx, sort="at", case_id=case.id)
    return [each for each in handovers if consent.is_running(each, consents)]


async def _note_ended(tx: Transaction, case: Case) -> None:
    """Sets `ended` on hand-overs stored before that field existed: only the case knows that their referral is over."""
    over = {referral.id for referral in case.referrals if not referral.open}
    for known in await HANDOVERS.all(tx, case_id=case.id):
        if not known.ended and referral_of(known.id) in over:
            await HANDOVERS.update(tx, partial(handover.follow, ended=True), id=known.id)
