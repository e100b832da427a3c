"""Reads one contact and its case at the desk; that it was read is noted."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from services.intake.domain.case import Case
from services.intake.domain.case_number import CaseNumber
from services.intake.domain.contact import Contact
from services.intake.domain.happening import Source
from services.intake.domain.ids import CaseId, ContactId, Counsellor
from services.intake.domain.incident import Timeline, timeline
from services.intake.domain.mail import OpenedMail
from services.intake.domain.note import OpenedNote
from services.intake.domain.partner import ListedPartner
from services.intake.domain.quotes import shown_id
from services.intake.domain.task import Task
from services.intake.domain.thread_content import ThreadContent
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.answer_press import answers_press
from services.intake.handlers.desk.emergency import OpenedDisclosure, opened_disclosures
from services.intake.handlers.desk.enter_incident import opened_incidents
from services.intake.handlers.desk.keep_draft import begun_additions
from services.intake.handlers.desk.link import Link, links_of
from services.intake.handlers.desk.name_partner import nameable
from services.intake.handlers.desk.one_time_code import has_own_code
from services.intake.handlers.desk.read_timeline import HappeningsPage, happenings_of
from services.intake.handlers.desk.relate import related_cases
from services.intake.handlers.desk.retention import Retention, retention_of
from services.intake.handlers.desk.show_quotes import are_quotes_shown
from services.intake.handlers.desk.signs_of_help import may_be_press
from services.intake.handlers.desk.team import names_in
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.desk.write_note import page_of_notes
from services.intake.handlers.follow_tasks import open_tasks
from services.intake.handlers.mail.open_mail import opened_mails
from services.intake.handlers.own_page import has_own_page
from services.intake.handlers.thread_content import thread_content
from services.intake.sealed_fields import open_channel_reference
from services.intake.store import (
    CASES,
    CONTACTS,
    DISCLOSURES,
    DRAFTS,
    HANDOVERS,
    INCIDENTS,
    MAILS,
    NOTES,
    QUOTES_SHOWN,
    TASKS,
)
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.errors import NotFound
from shared.sealing import DataKey
from shared.store import Asked, Outside, read_together
from shared.web import Staff


@dataclass(frozen=True)
class JoinedFile:
    """A contact that has a code of its own and is joined to the case."""

    contact: Contact
    number: str | None
    content: ThreadContent
    tasks: list[Task]


@dataclass(frozen=True)
class File:
    contact: Contact
    case: Case | None
    content: ThreadContent
    tasks: list[Task]
    names: Mapping[str, str]
    disclosures: list[OpenedDisclosure]
    notes: list[OpenedNote]
    """One page of the notes; `notes_count` counts all."""
    notes_count: int
    incidents: Timeline
    retention: Retention
    links: list[Link]
    mails: Mapping[str, OpenedMail]
    """Mails by the id of their message."""
    channel_reference: str | None = field(repr=False)
    quotes_shown: bool = True
    """Whether quoted threats are unfolded, for this reader and day; a contact without a case quotes none."""
    has_own_code: bool = False
    """Whether the person reads with a receipt code of their own, so that no first code is given any more."""
    happenings: HappeningsPage | None = None
    """Lines of the timeline, from all services; None where the contact is no case."""
    related: list[Case] = field(default_factory=list)
    """Related cases that the reader may see."""
    nameable: list[ListedPartner] = field(default_factory=list)
    joined: list[JoinedFile] = field(default_factory=list)
    joined_to: Case | None = None
    """The case that the contact is joined to."""
    may_be_press: bool = False
    has_own_page: bool = True
    """Whether the person has a page on which to read what we write."""
    begun_additions: Collection[str] = frozenset()
    """Ids of the hand-overs to which the reader began to add something."""
    for_the_head: bool = False
    """Whether it is an enquiry of the press that this reader does not answer."""


async def visible_contact(desk: DeskDependencies, me: Staff, **wanted: Any) -> Contact:
    """Returns the contact without its content, so nothing is noted."""
    return await load_visible(desk.outside, me, **wanted)


async def head_of_case(desk: DeskDependencies, me: Staff, case_id: CaseId) -> tuple[Contact, Case, Mapping[str, str]]:
    """Returns contact, case and the names of colleagues: coarse words, nothing sealed, so nothing is noted."""

    async def work(tx: Transaction) -> tuple[Contact, Case, Mapping[str, str]]:
        return await load_visible(tx, me, case_id=case_id), await CASES.get(tx, id=case_id), await names_in(tx)

    return await desk.unit_of_work(work)


async def number_of(desk: DeskDependencies, me: Staff, contact_id: ContactId) -> CaseNumber | None:
    """Returns the number of the case that the contact is; None where it is none."""
    contact = await visible_contact(desk, me, id=contact_id)
    return (await head_of_case(desk, me, contact.case_id))[1].number if contact.case_id else None


async def count_handovers(desk: DeskDependencies, me: Staff, case_id: CaseId) -> int:
    """Returns the number of the case's hand-overs; none of them is read, so nothing is noted."""

    async def work(tx: Transaction) -> int:
        await load_visible(tx, me, case_id=case_id)
        return await HANDOVERS.count(tx, case_id=case_id)

    return await desk.unit_of_work(work)


@dataclass(frozen=True)
class Wanted:
    """The pages to show of long lists: notes with numbers below `notes_before`, happenings before the place `older`."""

    notes_before: int | None = None
    source: Source | None = None
    older: str | None = None


NEWEST: Final = Wanted()


async def file_of_case(desk: DeskDependencies, me: Staff, case_id: CaseId, wanted: Wanted = NEWEST) -> File:
    return await _file(desk, me, await visible_contact(desk, me, case_id=case_id), wanted)


async def file_of_contact(desk: DeskDependencies, me: Staff, contact_id: ContactId) -> File:
    return await _file(desk, me, await visible_contact(desk, me, id=contact_id))


async def _file(desk: DeskDependencies, me: Staff, found: Contact, wanted: Wanted = NEWEST) -> File:
    key = await desk.key(found.thread)
    with_it = await _joined_to(desk.outside, found)
    keys = await _keys_of(desk, with_it)

    async def work(tx: Transaction) -> File:
        contact = await load_visible(tx, me, id=found.id)
        await desk.audit.note(tx, me, "file", contact.thread)
        beside = await read_together(tx, of_file(contact, me))
        cases: dict[CaseId | None, Case] = {each.id: each for each in beside.all(CASES)}
        return File(
            contact=contact,
            case=cases.get(contact.case_id),
            content=await thread_content(tx, contact.thread, key),
            tasks=beside.all(TASKS, sort="place"),
            names=await names_in(tx),
            disclosures=opened_disclosures(key, beside.all(DISCLOSURES, sort="at")),
            notes=await page_of_notes(tx, contact.thread, key, wanted.notes_before),
            notes_count=await NOTES.count(tx, thread=contact.thread),
            incidents=timeline(opened_incidents(key, beside.all(INCIDENTS, sort="number"))),
            retention=await retention_of(tx, contact, desk.periods, berlin_day(desk.clock())),
            links=await links_of(tx, me, contact),
            mails=opened_mails(key, beside.all(MAILS)),
            channel_reference=open_channel_reference(key, contact),
            quotes_shown=not contact.quotes_acts or are_quotes_shown(beside.one(QUOTES_SHOWN), tx.now),
            has_own_code=await has_own_code(tx, contact.thread),
            happenings=await _happenings(tx, contact, wanted),
            related=await related_cases(tx, me, contact.thread),
            nameable=await nameable(tx, contact),
            joined=[await _opened(desk, tx, me, each, keys[each.id]) for each in await _joined_to(tx, contact, keys)],
            joined_to=cases.get(contact.joined_to),
            has_own_page=await has_own_page(tx, contact),
            may_be_press=await may_be_press(tx, contact),
            begun_additions=begun_additions(beside.all(DRAFTS), tx.now),
            for_the_head=contact.is_press and not await answers_press(tx, me),
        )

    return await desk.unit_of_work(work)


def of_file(contact: Contact, me: Staff) -> Asked:
    """Returns the query for what stands on the page beside the conversation."""
    thread = {"thread": contact.thread}
    return {
        CASES: {"id": [each for each in (contact.case_id, contact.joined_to) if each]},
        TASKS: thread | {"state": "open"},
        DISCLOSURES: thread,
        INCIDENTS: thread,
        MAILS: thread,
        DRAFTS: thread | {"by": me.sub, "form": "additions"},
        QUOTES_SHOWN: {"id": shown_id(contact.thread, Counsellor(me.sub))},
    }


async def _happenings(tx: Transaction, contact: Contact, wanted: Wanted) -> HappeningsPage | None:
    return await happenings_of(tx, contact, source=wanted.source, older=wanted.older) if contact.case_id else None


async def _keys_of(desk: DeskDependencies, contacts: list[Contact]) -> dict[ContactId, DataKey]:
    """Returns the keys, without those whose erasure has begun: the case is read all the same."""
    keys = {}
    for each in contacts:
        with suppress(NotFound):
            keys[each.id] = await desk.key(each.thread)
    return keys


async def _joined_to(
    tx: Transaction | Outside, of: Contact, among: Collection[ContactId] | None = None
) -> list[Contact]:
    found = await CONTACTS.all(tx, sort="recorded_at", joined_to=of.case_id) if of.case_id else []
    return [each for each in found if among is None or each.id in among]


async def _opened(desk: DeskDependencies, tx: Transaction, me: Staff, of: Contact, key: DataKey) -> JoinedFile:
    """Opens a joined contact; that it was read is noted at its own thread."""
    await desk.audit.note(tx, me, "file", of.thread)
    case = await CASES.find(tx, id=of.case_id) if of.case_id else None
    return JoinedFile(
        contact=of,
        number=case.number if case else None,
        content=await thread_content(tx, of.thread, key),
        tasks=await open_tasks(tx, of.thread),
    )
