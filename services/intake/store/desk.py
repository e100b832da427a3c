"""Database `lotse_intake`: the desk alone reads and writes it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from services.intake.domain.acceptance import REMEMBERED, Acceptance
from services.intake.domain.acknowledgement import LASTS as ACKNOWLEDGED
from services.intake.domain.acknowledgement import Acknowledgement
from services.intake.domain.addition import Addition
from services.intake.domain.agreed_word import AgreedWord, CallerCheck
from services.intake.domain.arrangement import KeptArrangement
from services.intake.domain.burst import ALIKE, Alike
from services.intake.domain.case import Case
from services.intake.domain.colleague import Colleague
from services.intake.domain.consent import Consent
from services.intake.domain.contact import Contact
from services.intake.domain.correction import Correction
from services.intake.domain.draft import LASTS, Draft
from services.intake.domain.emergency import Disclosure
from services.intake.domain.entry_task import EntryTask
from services.intake.domain.evidence import Evidence
from services.intake.domain.file_numbers import KeptFileNumbers
from services.intake.domain.found_by import FoundBy
from services.intake.domain.handover import Handover
from services.intake.domain.happening import Happening
from services.intake.domain.ids import ThreadId
from services.intake.domain.incident import Incident
from services.intake.domain.inspection import Inspection
from services.intake.domain.mail import Mail, Mailbox, MailPart
from services.intake.domain.new_code import NewCode
from services.intake.domain.note import Note
from services.intake.domain.partner import ListedPartner
from services.intake.domain.progress import Progress
from services.intake.domain.quotes import LASTS as QUOTED
from services.intake.domain.quotes import QuotesShown
from services.intake.domain.related import Related
from services.intake.domain.request import Taken
from services.intake.domain.retention_period import RetentionPeriod
from services.intake.domain.safe_contact import SafeContactEntry
from services.intake.domain.task import Task, TaskKind
from services.intake.domain.thread import Message
from shared.bus import Transaction
from shared.store import Index, Repository, Store

CONTACTS: Final = Repository("contacts", Contact)
CASES: Final = Repository("cases", Case)
MESSAGES: Final = Repository("messages", Message)
SAFE_CONTACTS: Final = Repository("safe_contacts", SafeContactEntry)
HANDOVERS: Final = Repository("handovers", Handover)
CONSENTS: Final = Repository("consents", Consent)
CORRECTIONS: Final = Repository("corrections", Correction)
ADDITIONS: Final = Repository("additions", Addition)
ARRANGEMENTS: Final = Repository("arrangements", KeptArrangement)
FILE_NUMBERS: Final = Repository("file_numbers", KeptFileNumbers, identity="case_id")
PROGRESS: Final = Repository("progress", Progress)
HAPPENINGS: Final = Repository("happenings", Happening)
PARTNERS: Final = Repository("partners", ListedPartner)
ACCEPTANCES: Final = Repository("acceptances", Acceptance, kept=REMEMBERED)
TAKEN: Final = Repository("taken", Taken)
TASKS: Final = Repository("tasks", Task)
ENTRY_TASKS: Final = Repository("entry_tasks", EntryTask, kept=None)
DISCLOSURES: Final = Repository("disclosures", Disclosure)
NOTES: Final = Repository("notes", Note)
INCIDENTS: Final = Repository("incidents", Incident)
DRAFTS: Final = Repository("drafts", Draft, kept=LASTS)
INSPECTIONS: Final = Repository("inspections", Inspection)
RETENTION_PERIODS: Final = Repository("retention_periods", RetentionPeriod, identity="thread")
COLLEAGUES: Final = Repository("colleagues", Colleague)
MAILS: Final = Repository("mails", Mail)
MAIL_PARTS: Final = Repository("mail_parts", MailPart)
ACKNOWLEDGEMENTS: Final = Repository("acknowledgements", Acknowledgement, kept=ACKNOWLEDGED)
QUOTES_SHOWN: Final = Repository("quotes_shown", QuotesShown, kept=QUOTED)
MAILBOXES: Final = Repository("mailboxes", Mailbox, kept=None)
EVIDENCE: Final = Repository("evidence", Evidence)
FOUND_BY: Final = Repository("found_by", FoundBy, identity="thread")
AGREED_WORDS: Final = Repository("agreed_words", AgreedWord, identity="thread")
CALLER_CHECKS: Final = Repository("caller_checks", CallerCheck)
NEW_CODES: Final = Repository("new_codes", NewCode)
RELATED: Final = Repository("related", Related)

INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    "contacts": (
        Index(("state", "recorded_at", "channel", "reason", "land", "turn")),
        Index(("state", "turn")),
        Index(("state", "counsellor", "turn")),
        Index(("case_id",)),
        Index(("held_for",)),
        Index(("linked_case",)),
        Index(("joined_to",)),
    ),
    "cases": (Index(("number",), unique=True, where={"number": {"$gt": ""}}),),
    "messages": (Index(("thread", "number"), unique=True), Index(("number", "thread"), where={"unread": True})),
    "safe_contacts": (Index(("thread", "number")),),
    "handovers": (Index(("case_id", "asked_at")), Index(("partner.id",))),
    "consents": (Index(("case_id", "at")),),
    "corrections": (Index(("thread", "at")), Index(("passed_on", "assessed_by", "at"))),
    "additions": (Index(("case_id", "asked_at")),),
    "arrangements": (Index(("case_id",)),),
    "file_numbers": (),
    "progress": (Index(("thread", "at")),),
    "happenings": (Index(("thread", "place")),),
    "partners": (Index(("listed", "name")),),
    "acceptances": (Index(("erase_after",), expires=0), Index(("contact_id",))),
    "taken": (Index(("thread",)),),
    "tasks": (
        Index(("thread", "state")),
        Index(("state", "counsellor", "place")),
        Index(("state", "place")),
        Index(("kind", "due"), where={"state": "open"}),
    ),
    "entry_tasks": (Index(("due",)),),
    "colleagues": (),
    "retention_periods": (Index(("ends_on", "thread")),),
    "found_by": (Index(("mark",)),),
    "agreed_words": (),
    "related": (Index(("thread",)), Index(("other",))),
    "caller_checks": (Index(("thread", "at")),),
    "new_codes": (Index(("thread", "number"), unique=True), Index(("state", "asked_at"))),
    "disclosures": (Index(("thread", "at")), Index(("reviewed_by", "at"))),
    "notes": (Index(("thread", "number"), unique=True),),
    "incidents": (Index(("thread", "number"), unique=True),),
    "drafts": (Index(("by", "thread", "at")), Index(("thread",)), Index(("erase_after",), expires=0)),
    "inspections": (Index(("thread", "at")), Index(("reviewed_by", "at"))),
    "mails": (Index(("thread",)), Index(("place",)), Index(("known_as",))),
    "mail_parts": (Index(("thread",)), Index(("mail", "number"))),
    "acknowledgements": (Index(("at",)), Index(("name",)), Index(("thread",)), Index(("erase_after",), expires=0)),
    "quotes_shown": (Index(("thread",)), Index(("erase_after",), expires=0)),
    "mailboxes": (),
    "evidence": (Index(("thread", "number"), unique=True),),
}

KEY_INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    "keys": (),
    "erased": (),
}


async def contact_of(tx: Transaction, thread: str) -> Contact | None:
    """Returns the contact of a thread, which is a case or a contact; None where it was erased."""
    return await CONTACTS.find(tx, case_id=thread) or await CONTACTS.find(tx, id=thread)


async def look_at_waiting(store: Store, **wanted: Any) -> list[Alike]:
    """Groups contacts that nobody has taken over by hour, channel, reason, Land and urgency (the hour in `turn`)."""
    picture = {name: f"${name}" for name in ("recorded_at", "channel", "reason", "land")}
    urgent = {"$substrBytes": ["$turn", 0, len("2026-01-01T00")]}
    first = {"$firstN": {"input": "$_id", "n": ALIKE}}
    grouped = {"_id": picture | {"urgent": urgent}, "count": {"$sum": 1}, "first": first}
    waiting = CONTACTS.query({"state": "recorded", **wanted})
    rows = await store.aggregate(CONTACTS.name, [{"$match": waiting}, {"$group": grouped}])
    return [Alike(row["_id"]["recorded_at"], row["count"], row["first"]) for row in rows]


class Closed(NamedTuple):
    id: str
    thread: str
    turn: str


async def closed_after(store: Store, after: str, many: int) -> list[Closed]:
    """Returns up to `many` closed contacts whose turn is after `after`, in that order, with ids alone."""
    wanted = {"state": "closed", "turn": {"$gt": after}}
    found = store[CONTACTS.name].find(wanted, {"case_id": 1, "turn": 1}).sort("turn", 1).limit(many)
    return [Closed(each["_id"], each["case_id"] or each["_id"], each["turn"]) for each in await found.to_list(many)]


async def threads_with_news(store: Store) -> set[ThreadId]:
    """Returns the threads in which the person wrote again, and nobody has read it."""
    again = {"unread": True, "number": {"$gt": 1}}
    rows = await store.aggregate(MESSAGES.name, [{"$match": again}, {"$group": {"_id": "$thread"}}])
    return {ThreadId(row["_id"]) for row in rows}


async def count_missed_deadlines(store: Store, now: datetime) -> int:
    """Counts the open tasks about a missed deadline that were due before now."""
    late = {"state": "open", "kind": TaskKind.DEADLINE_MISSED.value, "due": {"$lt": now}}
    return await store[TASKS.name].count_documents(late)


async def drop_mail_parts(store: Store, thread: str) -> None:
    """Deletes the parts of the thread's mails, outside any transaction."""
    await store[MAIL_PARTS.name].delete_many({"thread": thread})


async def give_turns(store: Store) -> None:
    """Gives a turn to contacts that an earlier release recorded without one: they have waited for longest."""
    hour = {"$dateToString": {"date": "$recorded_at", "format": "%Y-%m-%dT%H"}}
    without = {"state": {"$in": ["recorded", "assigned", "closed"]}, "turn": None}
    turn = {"$concat": [hour, "|", "$_id"]}
    await store[CONTACTS.name].update_many(without, [{"$set": {"turn": turn}}])
