"""Gives a person what the desk holds of them (Art. 15 GDPR): made in memory for whoever asks, kept nowhere, noted."""

from datetime import datetime

from services.intake.domain import own_data
from services.intake.domain.contact import Contact, refuse_unless_with
from services.intake.domain.ids import ContactId, Counsellor, ThreadId
from services.intake.domain.own_data import IdentityCheck, Known, OwnData
from services.intake.domain.own_data_parts import ContactWay, OwnLine, OwnMessage
from services.intake.domain.safe_contact import in_force
from services.intake.domain.thread_content import OpenedMessage
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.enter_incident import incidents_of
from services.intake.handlers.desk.visibility import load_visible, visible_key
from services.intake.handlers.desk.write_note import notes_of
from services.intake.handlers.thread_content import thread_content
from services.intake.sealed_fields import open_channel_reference, open_safe_contact
from services.intake.state_texts.texts import of_form_message, of_progress
from services.intake.store import CASES, DISCLOSURES, HAPPENINGS, SAFE_CONTACTS
from services.intake.timeline_texts import in_words
from shared.bus import Transaction
from shared.sealing import DataKey
from shared.web import Staff


async def give_own_data(desk: DeskDependencies, contact_id: ContactId, me: Staff, check: IdentityCheck) -> OwnData:
    """Returns the data. `check`: how it is known that the person asks; it is noted in the audit trail.

    Raises NotFound and ReasonNeeded like load_visible, Conflict where somebody else is responsible (a supervisor may do
    it too) or the check cannot have been made.
    """
    key = await visible_key(desk, me, contact_id)

    async def work(tx: Transaction) -> OwnData:
        contact = await load_visible(tx, me, id=contact_id)
        if me.role != "supervisor":
            refuse_unless_with(contact, Counsellor(me.sub))
        content = await thread_content(tx, contact.thread, key)
        her_own = content.safe_contact is not None and content.way_stated_at is None
        own_data.refuse_unchecked(check, has_safe_contact=her_own)
        await desk.audit.note(tx, me, "own-data", contact.thread, reason=check)
        known = Known(
            contact=contact,
            case=await CASES.find(tx, id=contact.case_id) if contact.case_id else None,
            content=content,
            messages=tuple(_message(each, tx.now) for each in content.messages),
            contact_ways=await _contact_ways(tx, contact.thread, key),
            disclosures=tuple(await DISCLOSURES.all(tx, sort="at", thread=contact.thread)),
            incidents=tuple(await incidents_of(tx, contact.thread, key)),
            notes=tuple(await notes_of(tx, contact.thread, key)),
            channel_reference=open_channel_reference(key, contact),
            timeline=await _timeline(tx, contact),
        )
        return OwnData.of(known, lambda step: of_progress(step, "person", tx.now).happened)

    return await desk.unit_of_work(work)


async def _timeline(tx: Transaction, of: Contact) -> tuple[OwnLine, ...]:
    found = await HAPPENINGS.all(tx, sort="place", thread={of.thread, of.id})
    return tuple(OwnLine(at=each.at, said=in_words(each)) for each in found)


def _message(opened: OpenedMessage, now: datetime) -> OwnMessage:
    """Returns the message as text; a form message is put into words, before the person's own text."""
    at, by = opened.message.at, opened.message.by
    said = [of_form_message(opened.form, "person", at, now).happened] if opened.form else []
    text = "\n\n".join(each for each in (*said, opened.text) if each)
    return OwnMessage(by="person" if by == "person" else "contact_point", at=at, text=text)


async def _contact_ways(tx: Transaction, thread: ThreadId, key: DataKey) -> tuple[ContactWay, ...]:
    entries = await SAFE_CONTACTS.all(tx, sort="number", thread=thread)
    used = in_force(entries)
    return tuple(
        ContactWay(in_force=each == used, way=None if each.withdrawn else open_safe_contact(key, each))
        for each in entries
    )
