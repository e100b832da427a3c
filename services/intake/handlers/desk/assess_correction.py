"""A supervisor assesses what reached a partner without the person's consent, and keeps why (Art. 33(5) GDPR)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from services.intake.domain import correction
from services.intake.domain.correction import Assessment, Correction
from services.intake.domain.ids import CaseId, Counsellor, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.open_with_reason import thread_contact
from services.intake.handlers.desk.team import names_in
from services.intake.sealed_fields import open_assessment, open_mistake, seal_assessment
from services.intake.store import CASES, CORRECTIONS
from shared.attempts import once
from shared.bus import Transaction
from shared.referral_id import referral_of
from shared.web import Staff

MOST: Final = 100


@dataclass(frozen=True)
class OpenedCorrection:
    """A correction as it is assessed, without the case's content.

    `words`: of who corrected the decision; `assessed`: of who assessed it.
    """

    correction: Correction
    number: str | None
    was_seen: bool
    names: Mapping[str, str]
    words: str = field(repr=False)
    assessed: str = field(repr=False)


async def unassessed(desk: DeskDependencies) -> list[Correction]:
    """Returns what reached a partner and is not assessed, at most MOST, the oldest first; for supervisors."""

    async def work(tx: Transaction) -> list[Correction]:
        return await CORRECTIONS.all(tx, sort="at", limit=MOST, passed_on=True, assessed_by=None)

    return await desk.unit_of_work(work)


async def count_unassessed(desk: DeskDependencies) -> int:
    return await CORRECTIONS.count(desk.outside, passed_on=True, assessed_by=None)


async def read_correction(desk: DeskDependencies, correction_id: str, me: Staff) -> OpenedCorrection:
    """Opens one correction; each look is noted in the audit trail. Raises NotFound, also where the case was erased."""
    key = await desk.key(await _thread_of(desk, correction_id))

    async def work(tx: Transaction) -> OpenedCorrection:
        known = await CORRECTIONS.get(tx, id=correction_id, passed_on=True)
        await thread_contact(tx, ThreadId(known.thread))
        case = await CASES.get(tx, id=known.thread)
        seen = any(each.was_seen for each in case.referrals if each.id == referral_of(known.handover_id))
        await desk.audit.note(tx, me, "correction-read", known.thread)
        names, words = await names_in(tx), open_mistake(key, known)
        return OpenedCorrection(known, case.number, seen, names, words, open_assessment(key, known))

    return await desk.unit_of_work(work)


async def assess_correction(
    desk: DeskDependencies,
    correction_id: str,
    me: Staff,
    assessment: Assessment,
    words: str,
    *,
    act_id: str | None = None,
) -> None:
    """Keeps the assessment. Raises NotFound, and Conflict where nothing reached the partner or it is done already."""
    thread = await _thread_of(desk, correction_id)
    sealed = seal_assessment(await desk.key(thread), thread, correction_id, words)

    async def do(tx: Transaction) -> None:
        tx.lock_key(thread)
        await CORRECTIONS.update(
            tx,
            lambda seen: correction.assess(seen, Counsellor(me.sub), assessment, sealed, tx.now),
            id=correction_id,
        )
        await desk.audit.note(tx, me, "correction-assessed", thread, reason=assessment)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def _thread_of(desk: DeskDependencies, correction_id: str) -> CaseId:
    return (await CORRECTIONS.get(desk.outside, id=correction_id)).thread
