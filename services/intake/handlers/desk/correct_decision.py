"""A counsellor or supervisor corrects a decision that was noted as the person's and was not theirs."""

from dataclasses import dataclass, field
from uuid import uuid4

from services.intake.domain import contact, correction, handover
from services.intake.domain.addition import Addition, may_be_added_to
from services.intake.domain.correction import Correction, MistakeReason, Truly, Was, Why
from services.intake.domain.handover import Handover
from services.intake.domain.ids import AdditionId, CaseId, Counsellor, HandoverId, ReferralId, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.ask_again import ask_addition_again, ask_again
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.record import record
from services.intake.handlers.services.take_arrangement import forget_arrangement
from services.intake.handlers.show import show_later
from services.intake.handlers.take_addition_decision import lapse_additions
from services.intake.sealed_fields import seal_mistake
from services.intake.store import ADDITIONS, CASES, CONSENTS, CORRECTIONS, HANDOVERS
from shared.attempts import once
from shared.bus import Transaction
from shared.referral_id import referral_of
from shared.sealing import DataKey
from shared.state import Fact
from shared.web import Staff


@dataclass(frozen=True)
class FoundMistake:
    """The mistake as whoever found it describes it: what is true, why it happened, and further words, perhaps none."""

    truly: Truly
    reason: MistakeReason
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Correctable:
    """A noted decision that may be corrected. `was`: what is noted; `truly`: what may be true instead.

    `is_sent`: whether its request left, as far as the desk knows. `still_refused`: the refusal stands, and only that it
    was for good can be wrong.
    """

    of: Handover | Addition
    was: Was
    is_sent: bool
    still_refused: bool = False
    truly: tuple[Truly, ...] = ("asked", "refused")

    @property
    def is_addition(self) -> bool:
        return isinstance(self.of, Addition)


async def correctable_handover(desk: DeskDependencies, me: Staff, handover_id: HandoverId) -> Correctable:
    """Finds what can be corrected; nothing is opened, so nothing is noted in the audit trail.

    Raises like load_visible, Conflict where nothing is noted that `me` may correct.
    """

    async def work(tx: Transaction) -> Correctable:
        asked = await HANDOVERS.get(tx, id=handover_id)
        await _refuse_other(tx, me, asked)
        consents = await CONSENTS.all(tx, sort="at", case_id=asked.case_id)
        sent = not asked.is_cold and await _is_sent(tx, asked.case_id, asked.id)
        by, supervises = Counsellor(me.sub), me.role == "supervisor"
        if truly := correction.never_withdrawn(asked, consents, by, supervises=supervises):
            return Correctable(asked, "withdrawn", sent, truly=truly)
        was = correction.refuse_correcting(correction.noted_in(asked, consents), by, supervises=supervises)
        return Correctable(asked, was, sent, correction.is_refused_besides(asked, consents))

    return await desk.unit_of_work(work)


async def correctable_addition(desk: DeskDependencies, me: Staff, addition_id: AdditionId) -> Correctable:
    """Finds what can be corrected of an addition, as `correctable_handover`."""

    async def work(tx: Transaction) -> Correctable:
        asked = await ADDITIONS.get(tx, id=addition_id)
        await _refuse_other(tx, me, asked)
        supervises = me.role == "supervisor"
        was = correction.refuse_correcting(correction.noted_of(asked), Counsellor(me.sub), supervises=supervises)
        return Correctable(asked, was, await _is_sent(tx, asked.case_id, asked.handover_id))

    return await desk.unit_of_work(work)


async def correct_decision(
    desk: DeskDependencies, handover_id: HandoverId, me: Staff, mistake: FoundMistake, *, act_id: str | None = None
) -> CaseId:
    """Corrects the decision: what was sent on it is recalled, and the person is told.

    A supervisor assesses what a partner may have read. It does not wait for what the person has handed in meanwhile.
    Raises like load_visible; Conflict as `correction.correct`, and where somebody else is responsible, unless `me`
    supervises.
    """
    known = await desk.unit_of_work(lambda tx: HANDOVERS.get(tx, id=handover_id))
    key = await _key(desk, me, known)

    async def do(tx: Transaction) -> None:
        asked = await HANDOVERS.get(tx, id=handover_id)
        await _refuse_other(tx, me, asked)
        consents = await CONSENTS.all(tx, sort="at", case_id=asked.case_id)
        made = correction.correct(
            asked,
            consents,
            mistake.truly,
            _why(tx, me, mistake, asked, key),
            passed_on=await _is_sent(tx, asked.case_id, asked.id),
            consent_id=str(uuid4()),
        )
        await CONSENTS.put(tx, made.mistaken)
        if made.instead:
            await CONSENTS.add(tx, made.instead)
        await CORRECTIONS.add(tx, made.state)
        if made.state.was == "given":
            await HANDOVERS.update(tx, lambda _: Fact(made.handover), id=asked.id)
            await forget_arrangement(tx, asked)
            await lapse_additions(tx, asked)
        await record(tx, made)
        await _ask(tx, asked, made.state, key)
        await _note(desk, tx, me, made.state)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
    return known.case_id


async def _ask(tx: Transaction, asked: Handover, made: Correction, key: DataKey) -> None:
    """Asks again where the person in truth has not answered; in a closed case the question lapses instead.

    `asked`: the hand-over as it was before. One that an earlier mistaken consent made lapse is not opened again either,
    but asked anew.
    """
    if made.truly != "asked":
        return
    if made.was == "given":
        await ask_again(tx, asked, key)
    elif asked.lapsed:
        await record(tx, handover.lapse(asked))
        await ask_again(tx, asked, key)
    elif (await CASES.get(tx, id=asked.case_id)).state == "closed":
        lapsed = handover.lapse(asked)
        await HANDOVERS.update(tx, lambda _: lapsed, id=asked.id)
        await record(tx, lapsed)


async def correct_addition_decision(
    desk: DeskDependencies, addition_id: AdditionId, me: Staff, mistake: FoundMistake, *, act_id: str | None = None
) -> CaseId:
    """Corrects the decision on an addition, as `correct_decision`; the hand-over stands."""
    known = await desk.unit_of_work(lambda tx: ADDITIONS.get(tx, id=addition_id))
    key = await _key(desk, me, known)

    async def do(tx: Transaction) -> None:
        asked = await ADDITIONS.get(tx, id=addition_id)
        await _refuse_other(tx, me, asked)
        why = _why(tx, me, mistake, asked, key)
        sent = await _is_sent(tx, asked.case_id, asked.handover_id)
        made = correction.correct_addition(asked, mistake.truly, why, passed_on=sent)
        of = await HANDOVERS.get(tx, id=asked.handover_id)
        runs = may_be_added_to(of, await CONSENTS.all(tx, sort="at", case_id=asked.case_id))
        stands = made.addition if runs else correction.lapse_unanswered(made.addition)
        await ADDITIONS.update(tx, lambda _: Fact(stands), id=asked.id)
        await CORRECTIONS.add(tx, made.state)
        await record(tx, made)
        if mistake.truly == "asked" and runs and stands.standing == "lapsed":
            await ask_addition_again(tx, asked, key)
        await _note(desk, tx, me, made.state)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
    return known.case_id


async def _key(desk: DeskDependencies, me: Staff, known: Handover | Addition) -> DataKey:
    await desk.unit_of_work(lambda tx: load_visible(tx, me, case_id=known.case_id))
    return await desk.key(known.case_id)


async def _refuse_other(tx: Transaction, me: Staff, asked: Handover | Addition) -> None:
    found = await load_visible(tx, me, case_id=asked.case_id)
    tx.lock_key(asked.case_id)
    if me.role != "supervisor":
        contact.refuse_unless_with(found, Counsellor(me.sub))


def _why(tx: Transaction, me: Staff, mistake: FoundMistake, of: Handover | Addition, key: DataKey) -> Why:
    named = str(uuid4())
    sealed = seal_mistake(key, of.case_id, named, mistake.words) if mistake.words else None
    return Why(named, Counsellor(me.sub), tx.now, mistake.reason, sealed, supervises=me.role == "supervisor")


async def _is_sent(tx: Transaction, case_id: CaseId, handover_id: HandoverId) -> bool:
    """Whether the request left, as far as the desk knows; what it hears later is noted then (`note_passed_on`)."""
    known = await CASES.get(tx, id=case_id)
    return any(each.was_sent for each in known.referrals if each.id == ReferralId(referral_of(handover_id)))


async def _note(desk: DeskDependencies, tx: Transaction, me: Staff, made: Correction) -> None:
    await desk.audit.note(tx, me, "consent-corrected", made.thread, reason=made.reason)
    show_later(tx, ThreadId(made.thread))
