"""Notes what other services report about a case: the steps that the person sees, and which referrals still run."""

from datetime import datetime
from functools import partial
from typing import Final

from services.intake.domain import case, consent, correction, handover
from services.intake.domain.case import Partner, Referral
from services.intake.domain.contact_card import ContactCard
from services.intake.domain.ids import CaseId, PartnerId, ReferralId, ThreadId
from services.intake.domain.progress import Progress, Step
from services.intake.handlers.services.partner_directory import name_of_partner
from services.intake.handlers.services.take_arrangement import end_arrangement_later, forget_arrangement
from services.intake.handlers.show import show_later
from services.intake.handlers.take_addition_decision import lapse_additions
from services.intake.store import CASES, CONSENTS, CORRECTIONS, HANDOVERS, PROGRESS
from shared.bus import Transaction
from shared.errors import TryLater
from shared.referral_id import referral_of

AFTER_HELP: Final[tuple[Step, ...]] = ("completed", "failed", "returned")
"""Ends of a referral whose partner was at work."""


async def note_referral_sent(
    tx: Transaction, case_id: CaseId, referral_id: ReferralId, partner_id: PartnerId, at: datetime
) -> None:
    """Notes that the referral was sent, `at` this time.

    Raises TryLater where the directory's event about the partner has not come yet.
    """
    sent = Referral(id=referral_id, partner=await _partner(tx, partner_id))
    await CASES.update(tx, lambda known: case.referral_sent(known, sent), id=case_id)
    await _follow_handover(tx, case_id, referral_id, ended=False)
    await _note_passed_on(tx, case_id, referral_id, at)


async def _note_passed_on(tx: Transaction, case_id: CaseId, referral_id: ReferralId, at: datetime) -> None:
    """Notes on corrections that the partner was sent a request on the mistaken consent, before the desk heard of it.

    An addition can have been read only until its correction.
    """
    for each in await CORRECTIONS.all(tx, thread=case_id):
        could_read = each.addition_id is None or at < each.at
        if could_read and referral_of(each.handover_id) == referral_id:
            await CORRECTIONS.update(tx, correction.note_passed_on, id=each.id)


async def note_referral_named(
    tx: Transaction,
    case_id: CaseId,
    referral_id: ReferralId,
    partner_id: PartnerId,
    card: ContactCard | None,
    at: datetime,
) -> None:
    """Notes that the partner was named; the person is shown the card, unless they never agreed.

    Raises TryLater as `note_referral_sent`.
    """
    partner = await _partner(tx, partner_id)
    await CASES.update(tx, lambda known: case.referral_named(known, referral_id, partner), id=case_id)
    consents = await CONSENTS.all(tx, sort="at", case_id=case_id)
    for known in await HANDOVERS.all(tx, case_id=case_id):
        if referral_of(known.id) == referral_id and not consent.was_given_by_mistake(known, consents):
            await HANDOVERS.update(tx, partial(handover.name, card=card, at=at), id=known.id)


async def is_known(tx: Transaction, case_id: CaseId, referral_id: ReferralId) -> bool:
    """Whether referral told that it was sent, or named: that comes before all other facts of it."""
    known = await CASES.find(tx, id=case_id)
    return known is not None and any(each.id == referral_id for each in known.referrals)


async def note_referral_never_sent(
    tx: Transaction, case_id: CaseId, referral_id: ReferralId, partner_id: PartnerId, step: Step
) -> None:
    """Notes that the referral is over before the partner was told anything. Raises TryLater as `note_referral_sent`."""
    partner = await _partner(tx, partner_id)
    await CASES.update(tx, lambda known: case.referral_never_sent(known, referral_id, partner, step), id=case_id)
    await _follow_handover(tx, case_id, referral_id, ended=True)


async def note_referral_moved(
    tx: Transaction, case_id: CaseId, referral_id: ReferralId, step: Step, *, ended: bool
) -> None:
    await CASES.update(tx, lambda known: case.referral_moved(known, referral_id, step, ended=ended), id=case_id)
    if ended:
        await _follow_handover(tx, case_id, referral_id, ended=True, helped=step in AFTER_HELP)


async def name_of_referred(tx: Transaction, thread: ThreadId, referral_id: str) -> str | None:
    """Returns the partner's name, also before the referral was reported; None where intake knows no such hand-over."""
    known = await HANDOVERS.all(tx, case_id=CaseId(thread))
    return next((each.partner.name for each in known if referral_of(each.id) == referral_id), None)


async def note_step(tx: Transaction, step: Progress) -> None:
    """Keeps the step; one with the same id is replaced."""
    await PROGRESS.put(tx, step)
    show_later(tx, step.thread)


async def forget_step(tx: Transaction, thread: ThreadId, step_id: str) -> None:
    """Deletes the step: another step says it, or it is not for the person, who is shown nothing of it any more."""
    await PROGRESS.remove(tx, id=step_id, thread=thread)
    show_later(tx, thread)


async def _partner(tx: Transaction, partner_id: PartnerId) -> Partner:
    name = await name_of_partner(tx, partner_id)
    if name is None:
        raise TryLater("the partner is not in the directory yet")
    return Partner(id=partner_id, name=name)


async def _follow_handover(
    tx: Transaction, case_id: CaseId, referral_id: ReferralId, *, ended: bool, helped: bool = False
) -> None:
    """Follows the referral on its hand-over, and ends arrangement and additions where it has ended.

    `helped`: the partner was at work, so that the person may want to ring it once more.
    """
    for known in await HANDOVERS.all(tx, case_id=case_id):
        if referral_of(known.id) == referral_id:
            await HANDOVERS.update(tx, partial(handover.follow, ended=ended), id=known.id)
            if ended:
                if helped:
                    end_arrangement_later(tx, known)
                else:
                    await forget_arrangement(tx, known)
                await lapse_additions(tx, known)
