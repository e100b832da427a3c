"""Writes contact, case, sealed text and safe contact of one concern, by whichever channel it came."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from services.intake.domain import contact
from services.intake.domain.concern import Concern
from services.intake.domain.contact import Contact, Recorded
from services.intake.domain.ids import CaseId, ContactId
from services.intake.domain.on_behalf import without_reminders
from services.intake.domain.safe_contact import SafeContact, SafeContactEntry, SafeContactGiven, StatedFor
from services.intake.domain.thread import Message
from services.intake.handlers.find_by_way import mark_new
from services.intake.handlers.follow_tasks import begin_tasks
from services.intake.handlers.new_case import add_cases
from services.intake.handlers.note_happening import note_begun
from services.intake.handlers.note_own import timeline_fact_of
from services.intake.handlers.record import record
from services.intake.publications import publish
from services.intake.sealed_fields import seal_channel_reference, seal_message, seal_safe_contact, seal_talk
from services.intake.store import CONTACTS, MESSAGES, SAFE_CONTACTS
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.sealing import DataKey


def new_contact(concern: Concern, at: datetime, contact_id: str | None = None, case_id: str | None = None) -> Recorded:
    """Decides what is recorded; `add_contact` writes it. Ids are random where none are given."""
    return contact.record(
        ContactId(contact_id or str(uuid4())),
        CaseId(case_id or str(uuid4())),
        channel=concern.channel,
        reason=concern.reason,
        land=concern.situation.land,
        via=concern.via,
        urgency=concern.situation.urgency,
        hour=whole_hour(at),
        happened_on=concern.happened_on,
        alone=concern.alone,
    )


@dataclass(frozen=True)
class NewContact:
    """A recorded contact, and the concern it was made from.

    `key`: the thread's; `unread`: no counsellor knows the text yet; `mail`: the id of the mail that it came by;
    `copied`: who copied it from paper, and when.
    """

    recorded: Recorded
    concern: Concern = field(repr=False)
    key: DataKey = field(repr=False)
    unread: bool = True
    mail: str | None = None
    copied: StatedFor | None = None

    @property
    def contact(self) -> Contact:
        new, reference, talk = self.recorded.state, self.concern.channel_reference, self.concern.talk
        said = {
            "channel_reference": reference and seal_channel_reference(self.key, new.thread, reference),
            "talk": talk and seal_talk(self.key, new.thread, talk),
            "talk_copied": talk is not None and (self.mail is not None or self.copied is not None),
        }
        return new.model_copy(update=said)

    def first_message(self) -> Message:
        new, is_copied = self.recorded.state, self.copied is not None
        return _message(
            new, self.key, self.concern.text, 1, self.unread, new.recorded_at, mail=self.mail, copied=is_copied
        )

    def safe_contact(self) -> SafeContactGiven | None:
        stated = self.concern.safe_contact
        return _stated(self.recorded.state, self.key, stated, 1, self.copied) if stated else None


async def add_contact(
    tx: Transaction,
    found_by: bytes,
    recorded: Recorded,
    concern: Concern,
    key: DataKey,
    *,
    unread: bool = True,
    mail: str | None = None,
    copied: StatedFor | None = None,
) -> Message:
    """Writes one contact, as `add_contacts`; returns its first message. `found_by`: the desk's secret of the marks."""
    (first,) = await add_contacts(tx, found_by, [NewContact(recorded, concern, key, unread, mail, copied)])
    return first


async def add_contacts(tx: Transaction, found_by: bytes, new: Sequence[NewContact]) -> list[Message]:
    """Writes and publishes the contacts with the store commands of one; returns the first message of each thread."""
    messages, stated = [each.first_message() for each in new], [each.safe_contact() for each in new]
    await CONTACTS.add_all(tx, [each.contact for each in new])
    await begin_tasks(tx, [(each.recorded.state, each.concern.situation.urgency) for each in new])
    cases = await add_cases(
        tx, [(each.recorded.state, each.concern.situation) for each in new if each.recorded.state.case_id]
    )
    opened = {each.state.contact_id: each for each in cases}
    await MESSAGES.add_all(tx, messages)
    await SAFE_CONTACTS.add_all(tx, [each.state for each in stated if each])
    ways = {each.recorded.state.thread: way for each in new if (way := each.concern.safe_contact)}
    await mark_new(tx, found_by, ways)
    facts = [
        fact
        for each, given in zip(new, stated, strict=True)
        for fact in (each.recorded, opened.get(each.recorded.state.id), given)
        if fact
    ]
    told = [timeline_fact_of(tx, publish(tx, fact)) for fact in facts]  # what else follows from them is written above
    await note_begun(tx, [each for each in told if each])
    return messages


async def add_message(
    tx: Transaction,
    to: Contact,
    key: DataKey,
    text: str,
    *,
    number: int,
    unread: bool,
    at: datetime | None = None,
    mail: str | None = None,
    copied: bool = False,
) -> Message:
    """Adds a message of the person, dated to the hour unless `at` gives the time."""
    written = _message(to, key, text, number, unread, at or whole_hour(tx.now), mail=mail, copied=copied)
    await MESSAGES.add(tx, written)
    return written


async def add_safe_contact(
    tx: Transaction,
    of: Contact,
    key: DataKey,
    safe_contact: SafeContact,
    *,
    number: int = 1,
    stated_for: StatedFor | None = None,
) -> None:
    given = _stated(of, key, safe_contact, number, stated_for)
    await SAFE_CONTACTS.add(tx, given.state)
    await record(tx, given)


def _message(
    to: Contact,
    key: DataKey,
    text: str,
    number: int,
    unread: bool,
    at: datetime,
    *,
    mail: str | None,
    copied: bool,
) -> Message:
    message_id = str(uuid4())
    return Message(
        id=message_id,
        thread=to.thread,
        number=number,
        by="person",
        at=at,
        sealed=seal_message(key, to.thread, message_id, text),
        unread=unread,
        mail=mail,
        copied=copied,
    )


def _stated(
    of: Contact, key: DataKey, safe_contact: SafeContact, number: int, stated_for: StatedFor | None
) -> SafeContactGiven:
    entry_id, way = str(uuid4()), without_reminders(of, safe_contact)
    entry = SafeContactEntry(
        id=entry_id,
        thread=of.thread,
        contact_id=of.id,
        case_id=of.case_id,
        sealed=seal_safe_contact(key, of.thread, entry_id, way),
        number=number,
        stated_for=stated_for,
    )
    return SafeContactGiven(entry, way.deadline_reminders)
