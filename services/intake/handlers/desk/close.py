"""The responsible counsellor closes a case or a contact: never while a referral is open."""

from uuid import uuid4

from services.intake.domain import case, consent, contact, handover, joined
from services.intake.domain.case import Partner
from services.intake.domain.consent import Consent
from services.intake.domain.contact import Contact
from services.intake.domain.handover import Handover
from services.intake.domain.ids import CaseId, ContactId, Counsellor, ReferralId
from services.intake.domain.progress import Progress
from services.intake.domain.seen import Marks, marks, refuse_unseen
from services.intake.domain.task import Task
from services.intake.domain.unanswered import Unanswered, ended_by_closing
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.answer import mark_read
from services.intake.handlers.desk.leave_unanswered import leave_unanswered
from services.intake.handlers.desk.retention import begin_period
from services.intake.handlers.desk.visibility import load_visible, visible_key
from services.intake.handlers.follow_tasks import open_tasks
from services.intake.handlers.record import record
from services.intake.handlers.show import show_later
from services.intake.handlers.take_addition_decision import lapse_additions
from services.intake.store import CASES, CONSENTS, CONTACTS, HANDOVERS, MESSAGES, PROGRESS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.contracts.vocabulary import CaseOutcome
from shared.referral_id import referral_of
from shared.web import Staff


async def close_case(
    desk: DeskDependencies,
    case_id: CaseId,
    me: Staff,
    outcome: CaseOutcome,
    *,
    seen: Marks | None = None,
    unanswered: Unanswered | None = None,
    act_id: str | None = None,
) -> None:
    """Closes the case with all that is joined to it; hand-overs that wait for the person lapse.

    Raises Conflict where a warm referral is open, or will follow from a consent that stands. `unanswered`: why an
    answer that is owed in one of the threads is not given; raises InvalidForm as `leave_unanswered`. `seen`: what stood
    on the page; raises Conflict as `_ending`.
    """
    found = await load_visible(desk.outside, me, case_id=case_id)
    key = await desk.key(found.thread)

    async def do(tx: Transaction) -> None:
        concerned = await load_visible(tx, me, case_id=case_id)
        joined.refuse_joined(concerned)
        ending = await _ending(tx, concerned, seen)
        handovers = await HANDOVERS.all(tx, sort="asked_at", case_id=case_id)
        consents = await CONSENTS.all(tx, sort="at", case_id=case_id)
        consented = _consented(handovers, consents)
        cold = {ReferralId(referral_of(asked.id)) for asked in handovers if asked.is_cold}
        ended = await close_in(desk, tx, concerned, Counsellor(me.sub), outcome)
        closed = await CASES.update(tx, lambda now: case.close(now, outcome, consented, cold), id=case_id)
        assert closed
        await _lapse_waiting(tx, handovers, consents)
        await record(tx, closed)
        await record(tx, ended)
        await close_joined(desk, tx, concerned, outcome)
        await leave_unanswered(desk, tx, key, me, concerned.thread, ending, unanswered)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


def _consented(handovers: list[Handover], consents: list[Consent]) -> dict[ReferralId, Partner]:
    """Returns the partners of warm hand-overs that run and whose consent stands, by referral."""
    running = [asked for asked in handovers if consent.is_running(asked, consents) and not asked.is_cold]
    given = [asked for asked in running if consent.standing(asked, consents) == "given"]
    return {ReferralId(referral_of(asked.id)): asked.partner for asked in given}


async def _lapse_waiting(tx: Transaction, handovers: list[Handover], consents: list[Consent]) -> None:
    for asked in handovers:
        await lapse_additions(tx, asked)
        if consent.standing(asked, consents) == "asked":
            lapsed = await HANDOVERS.update(tx, handover.lapse, id=asked.id)
            assert lapsed
            await record(tx, lapsed)


async def close_contact(
    desk: DeskDependencies,
    contact_id: ContactId,
    me: Staff,
    *,
    seen: Marks | None = None,
    unanswered: Unanswered | None = None,
    act_id: str | None = None,
) -> None:
    """Closes a contact that never became a case. Raises Conflict where somebody else is responsible.

    `unanswered`, `seen`: as for `close_case`.
    """
    key = await visible_key(desk, me, contact_id)

    async def do(tx: Transaction) -> None:
        concerned = await load_visible(tx, me, id=contact_id, case_id=None)
        joined.refuse_joined(concerned)
        ending = await _ending(tx, concerned, seen)
        await record(tx, await close_in(desk, tx, concerned, Counsellor(me.sub)))
        await leave_unanswered(desk, tx, key, me, concerned.thread, ending, unanswered)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def _ending(tx: Transaction, concerned: Contact, seen: Marks | None) -> list[Task]:
    """Returns the open tasks that the closing ends, with those of the joined contacts.

    Raises Conflict where one of them, or a message that would count as read, came after what was `seen`.
    """
    with_it = await CONTACTS.all(tx, joined_to=concerned.case_id) if concerned.case_id else []
    threads = [concerned.thread, *(each.thread for each in with_it)]
    for thread in threads:
        tx.lock_key(thread)
    ending = ended_by_closing([task for thread in threads for task in await open_tasks(tx, thread)])
    if seen is not None:
        refuse_unseen(marks(await MESSAGES.all(tx, thread=threads, unread=True), ending), seen)
    return ending


async def close_joined(desk: DeskDependencies, tx: Transaction, of: Contact, outcome: CaseOutcome) -> None:
    """Closes all that is joined to the case: no hand-over can run there (`joined.refuse_running`)."""
    for each in await CONTACTS.all(tx, joined_to=of.case_id):
        tx.lock_key(each.thread)
        if each.state == "closed" or each.counsellor is None:
            continue
        ended = await close_in(desk, tx, each, each.counsellor, outcome)
        if each.case_id:
            closed = await CASES.update(tx, lambda now: case.close(now, outcome, {}), id=each.case_id)
            assert closed
            await record(tx, closed)
        await record(tx, ended)


async def close_in(
    desk: DeskDependencies, tx: Transaction, concerned: Contact, by: Counsellor, outcome: CaseOutcome | None = None
) -> contact.ContactClosed:
    """Closes the contact alone, in the caller's transaction; the caller publishes the fact. `outcome`: of its case."""
    closed = await CONTACTS.update(tx, lambda now: contact.close(now, by), id=concerned.id)
    assert closed
    await mark_read(tx, concerned.thread)
    await PROGRESS.add(tx, Progress(id=str(uuid4()), thread=concerned.thread, step="closed", at=tx.now))
    await begin_period(tx, closed.state, berlin_day(tx.now), outcome, desk.periods)
    show_later(tx, concerned.thread)
    return closed
