"""Makes and ends the tasks that follow from a fact, in the transaction that makes or applies the fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from services.intake.domain import note, task
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ThreadId
from services.intake.domain.note import Note
from services.intake.domain.task import Task, TaskKind
from services.intake.store import CASES, MESSAGES, TASKS, contact_of
from services.intake.task_table import RECORDED, Rule, of_note, owed_again
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.contracts.vocabulary import DeadlineRule, Urgency
from shared.opening_hours import OpeningHours

HOURS: Final = OpeningHours()


@dataclass(frozen=True)
class Concerned:
    """The subject of a fact: a thread and, in it (`about`), a referral, a deadline or the thread itself.

    `replaces`: the referral that this one follows.
    """

    thread: ThreadId
    about: str
    replaces: str | None = None
    partner: str | None = None
    rule: DeadlineRule | None = None
    act_by: date | None = None


async def begin_tasks(tx: Transaction, recorded: Sequence[tuple[Contact, Urgency]]) -> None:
    """Makes the first tasks of contacts that this transaction records; no other task can be open in their threads yet.

    A contact with a case is as urgent as the person says; one without has urgency `unknown`, because it can wait. A
    spoken contact gets no task, because the person is answered at once; but one of the press gets a task, for the head.
    """
    hour = whole_hour(tx.now)
    waiting = [(of, said) for of, said in recorded if not of.is_spoken or of.is_press]
    for contact, _ in waiting:
        tx.lock_key(contact.thread)
    await TASKS.put_all(tx, [_first(of, said if of.case_id else Urgency.UNKNOWN, hour) for of, said in waiting])


def _first(of: Contact, urgency: Urgency, hour: datetime) -> Task:
    kind = TaskKind.PRESS if of.is_press else RECORDED.makes
    assert kind
    return task.make(kind, of.thread, of, urgency, hour, HOURS)


async def follow(tx: Transaction, rule: Rule, concerned: Concerned, *, until: datetime | None = None) -> None:
    """Ends and makes the tasks that the rule names.

    A task to be made that is open already stays as it is, or waits anew (`task.renew`). `until`: a task made later than
    this is about something else, and is not ended.
    """
    tx.lock_key(concerned.thread)
    about = {concerned.about, concerned.replaces} - {None}
    for open_task in await TASKS.all(tx, thread=concerned.thread, state="open"):
        if until and open_task.since > until:
            continue
        closes = rule.ends_all and open_task.kind not in task.OUTLIVES_CLOSING
        if closes or (open_task.kind in rule.ends and open_task.about in about):
            await TASKS.update(tx, task.overtake, id=open_task.id)
    if rule.makes:
        await make_task(tx, rule.makes, concerned)


async def make_task(
    tx: Transaction,
    kind: TaskKind,
    concerned: Concerned,
    *,
    at: datetime | None = None,
    no_later_than: date | None = None,
) -> None:
    """Makes a task, or renews an open one (`task.renew`); does nothing where the thread has no contact any more.

    Due times are counted from the beginning of the present hour, so they are rather early. `no_later_than`: the day by
    which it must be done, as for `task.due_by`; the day itself is not stored.
    """
    tx.lock_key(concerned.thread)
    contact = await contact_of(tx, concerned.thread)
    known = await TASKS.find(tx, id=task.task_id(kind, concerned.about))
    if contact is None:
        return
    if known and known.state == "open":
        await TASKS.update(tx, partial(task.renew, now=whole_hour(tx.now)), id=known.id)
        return
    urgency = await _urgency(tx, contact)
    if no_later_than:
        at = task.due_by(kind, urgency, whole_hour(tx.now), HOURS, no_later_than)
    made = task.make(
        kind,
        concerned.about,
        contact,
        urgency,
        whole_hour(tx.now),
        HOURS,
        at=at,
        partner=concerned.partner,
        rule=concerned.rule,
        act_by=concerned.act_by,
    )
    await TASKS.put(tx, made)


async def end_task(tx: Transaction, task_id: str) -> None:
    """Ends a task that is done or needless, if it is there. Requires that the thread's key is locked."""
    if await TASKS.find(tx, id=task_id):
        await TASKS.update(tx, task.overtake, id=task_id)


async def person_wrote(tx: Transaction, thread: ThreadId) -> None:
    """Makes a task for what the person wrote; while the first answer is still owed, that task is renewed instead.

    In a contact of the press that nobody has, the task is the head's (`press`).
    """
    owed = {each.id for each in await open_tasks(tx, thread)}
    of = await contact_of(tx, thread)
    first = TaskKind.PRESS if of and of.is_press and of.counsellor is None else TaskKind.FIRST_ANSWER
    is_new = first is TaskKind.FIRST_ANSWER and task.task_id(first, thread) not in owed
    await make_task(tx, TaskKind.WROTE if is_new else first, Concerned(thread, thread))


async def follow_note(tx: Transaction, made: Note, *, at: datetime | None = None) -> None:
    """Makes and ends the tasks that follow from a note.

    A conversation also ends the calls that were due by then, but not one that is promised for later; a letter from the
    person makes a task to answer it. `at`: when the note was first written, where it corrects another; tasks made later
    are not ended.
    """
    rule = of_note(made)
    if rule:
        await follow(tx, rule, Concerned(made.thread, made.thread), until=at)
    if made.is_conversation:
        for each in await open_tasks(tx, made.thread):
            if each.kind in task.CALLS_AT_A_TIME and each.due <= (at or tx.now):
                await TASKS.update(tx, task.overtake, id=each.id)
    if made.waits_for_answer:
        await person_wrote(tx, made.thread)


async def follow_corrected_note(tx: Transaction, of: Contact, made: Note, notes: list[Note], before: Note) -> None:
    """Owes again the tasks that the note `before` ended and its correction `made` does not end.

    `notes`: all notes of the thread, `made` among them.
    """
    ended = await _ended(tx, of.thread, owed_again(before, made))
    first = TaskKind.PRESS if of.is_press else TaskKind.FIRST_ANSWER
    if first in ended and not await _is_answered(tx, of, notes):
        await make_task(tx, first, Concerned(of.thread, of.thread))
    elif ended and not made.waits_for_answer:
        await make_task(tx, TaskKind.CALL, Concerned(of.thread, of.thread))
    await follow_note(tx, made, at=note.original_of(notes, made).at)


async def _ended(tx: Transaction, thread: ThreadId, kinds: frozenset[TaskKind]) -> set[TaskKind]:
    """Returns the kinds among `kinds` that a note ended in this thread; a call promised for a time counts as a call."""
    over = await TASKS.all(tx, thread=thread, state="overtaken")
    promised = TaskKind.CALL in kinds and any(each.kind in task.CALLS_AT_A_TIME for each in over)
    return {each.kind for each in over if each.kind in kinds and each.about == thread} | (
        {TaskKind.CALL} if promised else set()
    )


async def _is_answered(tx: Transaction, of: Contact, notes: list[Note]) -> bool:
    """Whether the contact is answered: by a text of the desk, by a note in force, or because it was spoken."""
    written = await MESSAGES.count(tx, thread=of.thread, by="desk")
    return bool(of.is_spoken or written or any(of_note(each) for each in note.in_force(notes)))


async def give_tasks(tx: Transaction, contact: Contact) -> None:
    """Gives the open tasks of the contact to the counsellor who is responsible for it."""
    for each in await TASKS.all(tx, thread=contact.thread, state="open"):
        await TASKS.update(tx, partial(task.give, to=contact.counsellor), id=each.id)


async def hasten_tasks(tx: Transaction, thread: ThreadId, urgency: Urgency) -> None:
    for each in await open_tasks(tx, thread):
        await TASKS.update(tx, partial(task.hasten, urgency=urgency, hours=HOURS), id=each.id)


async def open_tasks(tx: Transaction, thread: ThreadId) -> list[Task]:
    """Returns the open tasks of the thread in the order of their due times."""
    return await TASKS.all(tx, sort="place", thread=thread, state="open")


async def _urgency(tx: Transaction, contact: Contact) -> Urgency:
    """Returns the urgency of the contact's case; a joined contact is as urgent as the case that it is joined to."""
    counts = contact.joined_to or contact.case_id
    case = await CASES.find(tx, id=counts) if counts else None
    return case.situation.urgency if case else Urgency.UNKNOWN
