"""Contact, case, sealed text and safe contact of one concern, by whichever channel it came."""

from datetime import datetime
from uuid import uuid4

from services.intake.domain import contact
from services.intake.domain.concern import Concern
from services.intake.domain.contact import Contact, Recorded
from services.intake.domain.ids import CaseId, ContactId
from services.intake.domain.safe_contact import SafeContact, SafeContactEntry, SafeContactGiven, StatedFor
from services.intake.domain.thread import Message
from services.intake.handlers.new_case import open_case
from services.intake.handlers.record import record
from services.intake.sealed_fields import seal_channel_reference, seal_message, seal_safe_contact
from services.intake.store import CONTACTS, MESSAGES, SAFE_CONTACTS
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.sealing import DataKey


def new_contact(concern: Concern, at: datetime, contact_id: str | None = None, case_id: str | None = None) -> Recorded:
    """Decides; `add_contact` writes. Ids are random where none are given."""
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


async def add_contact(
    tx: Transaction,
    recorded: Recorded,
    concern: Concern,
    key: DataKey,
    *,
    unread: bool = True,
    mail: str | None = None,
    copied: StatedFor | None = None,
) -> Message:
    """The first message of the thread whose data key is `key`; `unread`: no counsellor knows the text yet.

    `mail`: the one that it came by; `copied`: who copied it from paper, and when.
    """
    new = recorded.state
    sealed = concern.channel_reference and seal_channel_reference(key, new.thread, concern.channel_reference)
    await CONTACTS.add(tx, new.model_copy(update={"channel_reference": sealed}))
    await record(tx, recorded)
    if new.case_id:
        await open_case(tx, new, concern.situation)
    at, is_copied = new.recorded_at, copied is not None
    first = await add_message(tx, new, key, concern.text, number=1, unread=unread, at=at, mail=mail, copied=is_copied)
    if concern.safe_contact:
        await add_safe_contact(tx, new, key, concern.safe_contact, stated_for=copied)
    return first


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
    """Of the person; by the hour, unless `at` says when."""
    message_id = str(uuid4())
    sealed = seal_message(key, to.thread, message_id, text)
    written = Message(
        id=message_id,
        thread=to.thread,
        number=number,
        by="person",
        at=at or whole_hour(tx.now),
        sealed=sealed,
        unread=unread,
        mail=mail,
        copied=copied,
    )
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
    entry_id = str(uuid4())
    sealed = seal_safe_contact(key, of.thread, entry_id, safe_contact)
    entry = SafeContactEntry(
        id=entry_id,
        thread=of.thread,
        contact_id=of.id,
        case_id=of.case_id,
        sealed=sealed,
        number=number,
        stated_for=stated_for,
    )
    await SAFE_CONTACTS.add(tx, entry)
    await record(tx, SafeContactGiven(entry))
