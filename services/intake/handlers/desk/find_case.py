"""Finds a case by its number, or by the phone number or mail address of its person; closed ones too."""

from services.intake.domain import case_number
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.list_waiting import Waiting, rows_of
from services.intake.handlers.desk.visibility import visibility_filter
from services.intake.handlers.find_by_way import threads_of
from services.intake.store import CASES, CONTACTS
from shared.bus import Transaction
from shared.web import Staff


async def find_cases(desk: DeskDependencies, me: Staff, typed: str) -> list[Waiting]:
    """Returns what is found, the latest first; a find by number or address of the person is noted.

    Returns nothing for what never was, was erased, or is not visible to `me`: the three get the same answer.
    """

    async def work(tx: Transaction) -> list[Waiting]:
        number = case_number.read(typed)
        of_number = await CASES.find(tx, number=number) if number else None
        found = await _visible(tx, me, [ThreadId(of_number.id)] if of_number else [])
        by_way = [] if found else await _visible(tx, me, await threads_of(desk, tx, typed))
        for contact in by_way:
            await desk.audit.note(tx, me, "found", contact.thread)
        return await rows_of(tx, sorted(found or by_way, key=lambda contact: contact.recorded_at, reverse=True))

    return await desk.unit_of_work(work)


async def _visible(tx: Transaction, me: Staff, threads: list[ThreadId]) -> list[Contact]:
    if not threads:
        return []
    of_cases = await CONTACTS.all(tx, case_id=threads, **visibility_filter(me))
    return of_cases + await CONTACTS.all(tx, id=threads, case_id=None, **visibility_filter(me))
