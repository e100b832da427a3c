"""The queue: every contact that is not closed, and every closed one with an unread message."""

from dataclasses import dataclass
from typing import Final

from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import visibility_filter
from services.intake.store import CASES, CONTACTS, MESSAGES
from shared.bus import Transaction
from shared.contracts.vocabulary import Urgency
from shared.web import Staff

FIRST: Final = (Urgency.IMMEDIATE, Urgency.URGENT, Urgency.UNKNOWN, Urgency.ROUTINE)


@dataclass(frozen=True)
class Waiting:
    contact: Contact
    case: Case | None
    unread: bool

    @property
    def urgency(self) -> Urgency:
        return self.case.situation.urgency if self.case else Urgency.ROUTINE


async def list_waiting(desk: DeskDependencies, me: Staff) -> list[Waiting]:
    """What is visible to `me`: most urgent first, then the longest waiting."""

    async def work(tx: Transaction) -> list[Waiting]:
        contacts = await CONTACTS.all(tx, sort="recorded_at", state=["recorded", "assigned"], **visibility_filter(me))
        written_to = {message.thread for message in await MESSAGES.all(tx, sort="thread", unread=True)}
        seen = {contact.thread for contact in contacts}
        if written_to - seen:
            contacts += await _closed_but_written_to(tx, me, written_to - seen)
        cases = {case.id: case for case in await CASES.all(tx, id=[contact.case_id for contact in contacts])}
        return [
            Waiting(contact, cases[contact.case_id] if contact.case_id else None, contact.thread in written_to)
            for contact in contacts
        ]

    waiting = await desk.unit_of_work(work)
    return sorted(waiting, key=lambda each: (FIRST.index(each.urgency), each.contact.recorded_at))


async def _closed_but_written_to(tx: Transaction, me: Staff, threads: set[ThreadId]) -> list[Contact]:
    with_case = await CONTACTS.all(tx, case_id=threads, **visibility_filter(me))
    return with_case + await CONTACTS.all(tx, id=threads, **visibility_filter(me))
