"""A counsellor states how to reach the person, or that nobody is to write, as the person would on their own page."""

from dataclasses import dataclass, field
from uuid import uuid4

from services.intake.domain import agreed_word, safe_contact
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor, ThreadId
from services.intake.domain.on_behalf import without_reminders
from services.intake.domain.safe_contact import (
    KnownBy,
    SafeContact,
    SafeContactEntry,
    SafeContactFact,
    StatedFor,
    in_force,
    last_of,
)
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.caller_check import responsible
from services.intake.handlers.desk.one_time_code import has_own_code
from services.intake.handlers.desk.visibility import load_visible, visible_key
from services.intake.handlers.record import record
from services.intake.handlers.show import show_later
from services.intake.sealed_fields import open_safe_contact, seal_safe_contact
from services.intake.store import AGREED_WORDS, CALLER_CHECKS, SAFE_CONTACTS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.errors import Conflict
from shared.sealing import DataKey
from shared.web import Staff
from shared.web.forms import InvalidForm

STATED_MEANWHILE = (
    "Der Kontaktweg wurde gerade geändert. Bitte sehen Sie, was jetzt gilt, und senden Sie Ihre Angaben noch einmal."
)
NONE_ANYWAY = "Es ist ohnehin kein Weg hinterlegt."
UNFOUNDED = {
    KnownBy.WORD: "Dafür muss das vereinbarte Wort in diesem Gespräch gepasst haben.",
    KnownBy.SAFE_CONTACT: "Es ist kein Weg hinterlegt, über den Sie die Person erreicht haben können.",
    KnownBy.FIRST_CALL: "Diese Person hat schon einen eigenen Rückmeldecode. Eine Stimme allein genügt nicht.",
}


@dataclass(frozen=True)
class Stated:
    """A safe contact as a counsellor states it. `way`: None where nobody is to write.

    `seen`: the id of the statement that was on the screen, or empty.
    """

    way: SafeContact | None = field(repr=False)
    known_by: KnownBy
    seen: str


async def read_safe_contact(
    desk: DeskDependencies, contact_id: ContactId, me: Staff
) -> tuple[Contact, SafeContactEntry | None, SafeContact | None]:
    """Returns the contact, the last statement and the way in force; that it was read is noted.

    Raises NotFound and ReasonNeeded like load_visible.
    """
    key = await visible_key(desk, me, contact_id)

    async def work(tx: Transaction) -> tuple[Contact, SafeContactEntry | None, SafeContact | None]:
        of = await load_visible(tx, me, id=contact_id)
        entries = await SAFE_CONTACTS.all(tx, sort="number", thread=of.thread)
        await desk.audit.note(tx, me, "safe-contact", of.thread)
        used = in_force(entries)
        return of, last_of(entries), open_safe_contact(key, used) if used else None

    return await desk.unit_of_work(work)


async def state_safe_contact(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, stated: Stated, *, act_id: str | None = None
) -> None:
    """States the way: it is in force at once, and the person reads that it was stated for them.

    Raises InvalidForm for a proof of who it is (`known_by`) that cannot have been made, and where there is nothing to
    withdraw; Conflict where another statement came meanwhile, it is closed or somebody else is responsible; NotFound
    and ReasonNeeded like load_visible.
    """
    key = await visible_key(desk, me, contact_id)

    async def do(tx: Transaction) -> None:
        of = await responsible(tx, me, contact_id)
        tx.lock_key(of.thread)
        earlier = await SAFE_CONTACTS.all(tx, sort="number", thread=of.thread)
        last = last_of(earlier)
        if stated.seen != (last.id if last else ""):
            raise Conflict("not-in-this-state", STATED_MEANWHILE)
        await _refuse_unfounded(tx, of.thread, me, stated.known_by, earlier)
        fact = _fact(of, earlier, key, stated, StatedFor(by=Counsellor(me.sub), at=whole_hour(tx.now)))
        await desk.audit.note(tx, me, "safe-contact-stated", of.thread, reason=stated.known_by)
        await SAFE_CONTACTS.add(tx, fact.state)
        await record(tx, fact)
        show_later(tx, of.thread)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


def _fact(
    of: Contact, earlier: list[SafeContactEntry], key: DataKey, stated: Stated, for_her: StatedFor
) -> SafeContactFact:
    entry_id = str(uuid4())
    if stated.way is None:
        withdrawn = safe_contact.withdraw(entry_id, of, earlier, for_her)
        if withdrawn is None:
            raise InvalidForm.at({"channel": NONE_ANYWAY}, NONE_ANYWAY)
        return withdrawn
    way = without_reminders(of, stated.way)
    sealed = seal_safe_contact(key, of.thread, entry_id, way)
    return safe_contact.give(entry_id, of, earlier, sealed, for_her, deadline_reminders=way.deadline_reminders)


async def _refuse_unfounded(
    tx: Transaction, thread: ThreadId, me: Staff, known_by: KnownBy, earlier: list[SafeContactEntry]
) -> None:
    if not await _is_founded(tx, thread, me, known_by, earlier):
        raise InvalidForm.at({"known_by": UNFOUNDED[known_by]}, "Der Kontaktweg ist noch nicht geändert.")


async def _is_founded(
    tx: Transaction, thread: ThreadId, me: Staff, known_by: KnownBy, earlier: list[SafeContactEntry]
) -> bool:
    match known_by:
        case KnownBy.WORD:
            word, tries = await AGREED_WORDS.find(tx, thread=thread), await CALLER_CHECKS.all(tx, thread=thread)
            return agreed_word.has_fitted(word, tries, Counsellor(me.sub), tx.now)
        case KnownBy.SAFE_CONTACT:
            return in_force(earlier) is not None
        case KnownBy.FIRST_CALL:
            return not await has_own_code(tx, thread)
        case KnownBy.IN_PERSON:
            return True
