"""Publishes a fact of intake's own and writes what follows from it, in the transaction that made it true."""

from functools import partial
from typing import assert_never

from services.intake.domain.addition import (
    Addition,
    AdditionAsked,
    AdditionGiven,
    AdditionLapsed,
    AdditionRefused,
    AdditionWithdrawn,
)
from services.intake.domain.arrangement import ArrangementAnswered
from services.intake.domain.case import CaseAnswered, CaseClosed, CaseErased, CaseReopened, Opened, Triaged
from services.intake.domain.consent import Decided
from services.intake.domain.contact import (
    Assigned,
    Contact,
    ContactAnswered,
    ContactClosed,
    ContactErased,
    Joined,
    Parted,
    Recorded,
)
from services.intake.domain.correction import AdditionCorrected, ConsentCorrected
from services.intake.domain.handover import Asked, Handover, Lapsed
from services.intake.domain.ids import ThreadId
from services.intake.domain.responsibility import follow_case
from services.intake.domain.safe_contact import SafeContactGiven, SafeContactWithdrawn
from services.intake.handlers.find_by_way import mark_later
from services.intake.handlers.follow_tasks import Concerned, follow, give_tasks, hasten_tasks
from services.intake.handlers.note_own import note_own
from services.intake.handlers.own_page import has_own_page
from services.intake.publications import PublishedFact, publish
from services.intake.store import CONTACTS, contact_of
from services.intake.task_table import Rule, rule_of
from shared.bus import Transaction
from shared.referral_id import referral_of


async def record(tx: Transaction, fact: PublishedFact) -> None:
    """Publishes the fact, and writes its line on the timeline and its tasks.

    The caller has saved the states that the fact is about. An erasure is only published. What follows from a new
    contact is written by `add_contacts`.
    """
    published = publish(tx, fact)
    await note_own(tx, published)
    rule = rule_of(published.message)
    match fact:
        case Assigned(contact):
            await give_tasks(tx, contact)
            await _take_along(tx, contact)
        case Triaged(case):
            for each in (ThreadId(case.id), *[each.thread for each in await CONTACTS.all(tx, joined_to=case.id)]):
                tx.lock_key(each)
                await hasten_tasks(tx, each, case.situation.urgency)
        case ContactAnswered(contact):
            await _follow_answer(tx, rule, contact.thread)
        case CaseAnswered(case):
            await _follow_answer(tx, rule, ThreadId(case.id))
        case ContactClosed(contact):
            await follow(tx, rule, Concerned(contact.thread, contact.thread))
        case CaseClosed(case):
            await follow(tx, rule, Concerned(ThreadId(case.id), case.id))
        case SafeContactGiven(entry) | SafeContactWithdrawn(entry):
            mark_later(tx, entry.thread)
        case Asked(handover) | Decided(handover=handover) | Lapsed(handover) | ArrangementAnswered(handover=handover):
            await follow(tx, rule, _of_handover(handover))
        case AdditionAsked() | AdditionGiven() | AdditionRefused() | AdditionWithdrawn() | AdditionLapsed():
            await follow(tx, rule, _of_addition(fact.state))
        case ConsentCorrected(of) | AdditionCorrected(of):
            about = referral_of(of.handover_id)
            await follow(tx, rule, Concerned(ThreadId(of.thread), about, partner=of.partner.name))
        case Recorded() | Opened() | CaseReopened() | Joined() | Parted() | ContactErased() | CaseErased():
            pass  # nothing follows from these here
        case _ as never:
            assert_never(never)


async def record_standing(tx: Transaction, before: Contact, after: Contact) -> None:
    """Records that a case stands for itself no longer, or again.

    A contact without the record of a case was never counted as one, so nothing is recorded of it.
    """
    if before.case_id and after.case_id and before.stands_for_itself != after.stands_for_itself:
        await record(tx, Parted(after) if after.stands_for_itself else Joined(after))


async def _follow_answer(tx: Transaction, rule: Rule, thread: ThreadId) -> None:
    """Ends the tasks that an answer ends, if the person has a page on which to read it.

    Without a page, a call or letter that a counsellor notes ends them instead (`of_note`).
    """
    of = await contact_of(tx, thread)
    if of and await has_own_page(tx, of):
        await follow(tx, rule, Concerned(thread, thread))


async def _take_along(tx: Transaction, to: Contact) -> None:
    """Makes the counsellor of the case `to` responsible for the contacts that are joined to it as well."""
    for each in await CONTACTS.all(tx, joined_to=to.case_id) if to.case_id else []:
        tx.lock_key(each.thread)
        if moved := await CONTACTS.update(tx, partial(follow_case, to=to), id=each.id):
            await record(tx, moved)


def _of_handover(handover: Handover) -> Concerned:
    thread, referral = ThreadId(handover.case_id), referral_of(handover.id)
    return Concerned(thread, referral, handover.replaces, handover.partner.name)


def _of_addition(of: Addition) -> Concerned:
    return Concerned(ThreadId(of.case_id), referral_of(of.handover_id), partner=of.partner.name)
