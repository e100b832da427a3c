"""Tasks follow the facts, in the transaction that makes or applies the fact."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from services.intake.domain import task
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ThreadId
from services.intake.domain.note import Note
from services.intake.domain.task import Task, TaskKind
from services.intake.store import CASES, TASKS, contact_of
from services.intake.task_table import Rule, of_note
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.contracts.vocabulary import DeadlineRule, Urgency
from shared.opening_hours import OpeningHours

HOURS: Final = OpeningHours()


@dataclass(frozen=True)
class Concerned:
    """What a fact is about: a thread and, in it, a referral, a deadline or the thread itself.

    `replaces`: the referral that this one follows.
    """

    thread: ThreadId
    about: str
    replaces: str | None = None
    partner: str | None = None
    rule: DeadlineRule | None = None
    act_by: date | None = None


async def follow(tx: Transaction, rule: Rule, concerned: Concerned) -> None:
    """Ends and makes what the rule says; a task that is open already stays as it is."""
    tx.lock_key(concerned.thread)
    about = {concerned.about, concerned.replaces} - {None}
    for open_task in await TASKS.all(tx, thread=concerned.thread, state="open"):
        closes = rule.ends_all and open_task.kind not in task.OUTLIVES_CLOSING
        if closes or (open_task.kind in rule.ends and open_task.about in about):
            await TASKS.update(tx, task.overtake, id=open_task.id)
    if rule.makes:
        await make_task(tx, rule.makes, concerned)


async def make_task(tx: Transaction, kind: TaskKind, concerned: Concerned, *, at: datetime | None = None) -> None:
    """Of a thread that is not there any more there is nothing to do. Due times count from the hour, so rather early."""
    tx.lock_key(concerned.thread)
    contact = await contact_of(tx, concerned.thread)
    known = await TASKS.find(tx, id=task.task_id(kind, concerned.about))
    if contact is None or (known and known.state == "open"):
        return
    made = task.make(
        kind,
        concerned.about,
        contact,
        await _urgency(tx, contact),
        whole_hour(tx.now),
        HOURS,
        at=at,
        partner=concerned.partner,
        rule=concerned.rule,
        act_by=concerned.act_by,
    )
    await TASKS.put(tx, made)


async def end_task(tx: Transaction, task_id: str) -> None:
    """What it asked for was done; requires that the thread's key is locked. Nothing happens where there is none."""
    if await TASKS.find(tx, id=task_id):
        await TASKS.update(tx, task.overtake, id=task_id)


async def person_wrote(tx: Transaction, thread: ThreadId) -> None:
    """Nothing more than the first answer, while that is still owed."""
    if task.task_id(TaskKind.FIRST_ANSWER, thread) not in {each.id for each in await open_tasks(tx, thread)}:
        await make_task(tx, TaskKind.WROTE, Concerned(thread, thread))


async def follow_note(tx: Transaction, note: Note) -> None:
    """Whom we talked to needs no call any more, but one that is promised for later; a letter of hers is answered."""
    rule = of_note(note)
    if rule:
        await follow(tx, rule, Concerned(note.thread, note.thread))
    if note.is_conversation:
        for each in await open_tasks(tx, note.thread):
            if each.kind is TaskKind.CALL_BACK and each.due <= tx.now:
                await TASKS.update(tx, task.overtake, id=each.id)
    if note.waits_for_answer:
        await person_wrote(tx, note.thread)


async def give_tasks(tx: Transaction, contact: Contact) -> None:
    """Whoever is responsible for the contact has its tasks."""
    for each in await TASKS.all(tx, thread=contact.thread, state="open"):
        await TASKS.update(tx, partial(task.give, to=contact.counsellor), id=each.id)


async def hasten_tasks(tx: Transaction, thread: ThreadId, urgency: Urgency) -> None:
    for each in await open_tasks(tx, thread):
        await TASKS.update(tx, partial(task.hasten, urgency=urgency, hours=HOURS), id=each.id)


async def open_tasks(tx: Transaction, thread: ThreadId) -> list[Task]:
    """By due time."""
    return await TASKS.all(tx, sort="place", thread=thread, state="open")


async def _urgency(tx: Transaction, contact: Contact) -> Urgency:
    case = await CASES.find(tx, id=contact.case_id) if contact.case_id else None
    return case.situation.urgency if case else Urgency.UNKNOWN
