"""Lists the tasks at the desk: one's own, nobody's, and for supervisors everybody's; the soonest due first."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ThreadId
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.talk import Talk
from services.intake.domain.task import FOR_THE_HEAD, REACHES_THE_PERSON, Task, TaskKind
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.answer_press import answers_press
from services.intake.handlers.desk.read_letters import Letters, read_letters
from services.intake.handlers.desk.read_talks import read_talks
from services.intake.handlers.desk.read_ways import read_ways
from services.intake.store import CASES, CONTACTS, TASKS
from shared.bus import Transaction
from shared.store import AtMost
from shared.web import Staff

Whose = Literal["mine", "nobody", "all"]
PAGE: Final = 50


@dataclass(frozen=True)
class Row:
    task: Task
    contact: Contact
    case: Case | None
    overdue: bool
    joined_to: Case | None = None
    """The case of the same person, where the contact is joined to one."""
    safe_contact: SafeContact | None = field(default=None, repr=False)
    """Given where the task is one's own and done by reaching the person."""
    talk: Talk | None = field(default=None, repr=False)
    """Given where the task is one's own and the contact asks for a talk."""
    letters: Letters = field(default=(), repr=False)
    """Given where the task is one's own and about letters."""


@dataclass(frozen=True)
class TaskPage:
    """One page of tasks. `after`: the place behind which the next page begins; None on the last one."""

    rows: tuple[Row, ...]
    total: int
    after: str | None


async def list_tasks(desk: DeskDependencies, me: Staff, whose: Whose, after: str | None = None) -> TaskPage:
    """Returns a page of the tasks that are shown by now; `total` counts all of them."""

    async def work(tx: Transaction) -> TaskPage:
        shown = {"state": "open", "shows_from": AtMost(tx.now), **await _owner(tx, me, whose)}
        tasks = await TASKS.all(tx, sort="place", after=after, limit=PAGE + 1, **shown)
        total = await TASKS.count(tx, **shown)
        rows = await rows_of_tasks(tx, tasks[:PAGE])
        return TaskPage(rows, total, tasks[PAGE - 1].place if len(tasks) > PAGE else None)

    page = await _with_ways(desk, me, await desk.unit_of_work(work))
    return await _with_letters(desk, me, await _with_talks(desk, me, page))


async def _with_ways(desk: DeskDependencies, me: Staff, page: TaskPage) -> TaskPage:
    to_reach = [row for row in page.rows if row.task.kind in REACHES_THE_PERSON]
    own = {row.task.thread for row in to_reach if row.contact.counsellor == me.sub}
    ways = await read_ways(desk, me, sorted(own))
    return replace(page, rows=tuple(replace(row, safe_contact=ways.get(row.task.thread)) for row in page.rows))


async def _with_talks(desk: DeskDependencies, me: Staff, page: TaskPage) -> TaskPage:
    own = {row.contact.id: row.contact for row in page.rows if row.contact.talk and row.contact.counsellor == me.sub}
    talks = await read_talks(desk, me, own.values())
    return replace(page, rows=tuple(replace(row, talk=talks.get(row.contact.id)) for row in page.rows))


async def _with_letters(desk: DeskDependencies, me: Staff, page: TaskPage) -> TaskPage:
    letters = await read_letters(desk, me, [row.task for row in page.rows if row.contact.counsellor == me.sub])
    about = {row.task.id: letters.get(row.task.thread, ()) for row in page.rows if row.task.kind is TaskKind.LETTER}
    return replace(page, rows=tuple(replace(row, letters=about.get(row.task.id, ())) for row in page.rows))


async def count_tasks(desk: DeskDependencies, me: Staff) -> int:
    """Returns the number of one's own and nobody's tasks that are shown by now."""

    async def work(tx: Transaction) -> int:
        shown = {"state": "open", "shows_from": AtMost(tx.now)}
        own = await TASKS.count(tx, **shown, counsellor=me.sub)
        return own + await TASKS.count(tx, **shown, **await _owner(tx, me, "nobody"))

    return await desk.unit_of_work(work)


async def _owner(tx: Transaction, me: Staff, whose: Whose) -> Mapping[str, Any]:
    """Returns the query for whose tasks are wanted; only a supervisor is shown everybody's, and the head's."""
    if whose == "nobody":
        others = [each for each in TaskKind if each not in FOR_THE_HEAD]
        for_all = {} if await answers_press(tx, me) else {"kind": others}
        return {"counsellor": None, **for_all}
    return {} if whose == "all" and me.role == "supervisor" else {"counsellor": me.sub}


async def rows_of_tasks(tx: Transaction, tasks: list[Task]) -> tuple[Row, ...]:
    """Returns the rows of the tasks whose contact is still there."""
    threads = [each.thread for each in tasks]
    contacts = await CONTACTS.all(tx, case_id=threads) + await CONTACTS.all(tx, id=threads)
    by_thread = {contact.thread: contact for contact in contacts}
    joined = [each.joined_to for each in contacts if each.joined_to]
    cases = {ThreadId(case.id): case for case in await CASES.all(tx, id=[*threads, *joined])}
    home = {each.thread: cases.get(ThreadId(each.joined_to)) for each in contacts if each.joined_to}
    return tuple(
        Row(each, by_thread[each.thread], cases.get(each.thread), each.due < tx.now, home.get(each.thread))
        for each in tasks
        if each.thread in by_thread
    )
