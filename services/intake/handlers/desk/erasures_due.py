"""Lists closed contacts whose person asked for erasure: for supervisors, who alone may erase."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.correction import Correction
from services.intake.domain.task import TaskKind
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.list_tasks import Row, rows_of_tasks
from services.intake.handlers.desk.retention import unassessed_in
from services.intake.handlers.desk.visibility import load_visible
from services.intake.store import CASES, CONTACTS, TASKS
from shared.bus import Transaction
from shared.errors import ReasonNeeded
from shared.web import Staff


async def erasures_due(desk: DeskDependencies) -> list[Row]:
    """Returns the rows, the soonest due first."""

    async def work(tx: Transaction) -> list[Row]:
        asked = await TASKS.all(tx, sort="place", state="open", kind=TaskKind.ERASURE)
        return [row for row in await rows_of_tasks(tx, asked) if row.contact.state == "closed" and not row.joined_to]

    return await desk.unit_of_work(work)


async def refuse_unseen_erasure(desk: DeskDependencies, me: Staff, **wanted: Any) -> None:
    """Raises NotFound and ReasonNeeded like load_visible.

    A closed contact whose person asked for erasure needs no reason.
    """

    async def work(tx: Transaction) -> None:
        try:
            await load_visible(tx, me, **wanted)
        except ReasonNeeded:
            found = await CONTACTS.get(tx, **wanted)
            wishes = await TASKS.count(tx, thread=found.thread, state="open", kind=TaskKind.ERASURE)
            if found.state != "closed" or not wishes:
                raise

    await desk.unit_of_work(work)


@dataclass(frozen=True)
class Named:
    """A contact as a supervisor must see it before erasing, without anything sealed.

    `partners`: names of those who were sent something; `unassessed`: the possible breaches that stand in the way, also
    in joined contacts.
    """

    contact: Contact
    case: Case | None
    partners: tuple[str, ...]
    unassessed: tuple[Correction, ...]


async def named_for_erasure(desk: DeskDependencies, wanted: Mapping[str, Any]) -> Named:
    """Returns what is to be erased. Requires that `refuse_unseen_erasure` allowed it. Raises NotFound."""

    async def work(tx: Transaction) -> Named:
        contact = await CONTACTS.get(tx, **wanted)
        case = await CASES.find(tx, id=contact.case_id) if contact.case_id else None
        told = [each.partner.name for each in case.referrals if each.was_sent] if case else []
        with_it = await CONTACTS.all(tx, joined_to=case.id) if case else []
        unassessed = [each for of in (contact, *with_it) for each in await unassessed_in(tx, of.thread)]
        return Named(contact, case, tuple(dict.fromkeys(told)), tuple(unassessed))

    return await desk.unit_of_work(work)
