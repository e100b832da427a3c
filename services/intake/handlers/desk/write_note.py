"""A counsellor writes a note, or corrects one by another; the person is shown neither."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from services.intake.domain import note
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor, ThreadId
from services.intake.domain.note import Direction, Note, NoteKind, OpenedNote
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.keep_draft import Sheet, end_draft
from services.intake.handlers.desk.visibility import load_to_write, load_visible, visible_key
from services.intake.handlers.follow_tasks import follow_corrected_note, follow_note
from services.intake.sealed_fields import open_note, seal_note
from services.intake.store import NOTES
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.sealing import DataKey
from shared.web import Staff


@dataclass(frozen=True)
class Written:
    """A note as it is typed. `corrects`: the id of the note that it replaces.

    `draft`: the reference under which the form was kept while it was typed.
    """

    kind: NoteKind
    direction: Direction
    text: str = field(repr=False)
    corrects: str | None = None
    draft: str = ""
    happened_on: date | None = None


async def write_note(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, written: Written, *, act_id: str | None = None
) -> None:
    """Writes the note; ends the tasks that contact with the person ends, and makes the task for a letter of theirs.

    Raises NotFound and ReasonNeeded like load_visible, NotFound for a note of another thread, Conflict where somebody
    else is responsible, it is closed, or somebody corrected the same note meanwhile.
    """
    key = await visible_key(desk, me, contact_id)

    async def do(tx: Transaction) -> None:
        of = await load_to_write(tx, me, contact_id)
        known = await NOTES.all(tx, sort="number", thread=of.thread)
        before = await _corrected(tx, of, written, known)
        made = make_note(tx, key, of.thread, me, written, len(known) + 1)
        await NOTES.add(tx, made)
        await end_draft(tx, me, written.draft, of.thread, Sheet("notes", written.corrects))
        await desk.audit.note(tx, me, "noted", of.thread)
        if before is None:
            await follow_note(tx, made)
        elif note.changes_the_contact(made, before):
            await follow_corrected_note(tx, of, made, [*known, made], before)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def read_note(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, note_id: str
) -> tuple[Contact, OpenedNote]:
    """Opens a note to be corrected.

    Raises NotFound and ReasonNeeded like load_visible, NotFound for a note of another thread.
    """
    key = await visible_key(desk, me, contact_id)

    async def work(tx: Transaction) -> tuple[Contact, OpenedNote]:
        of = await load_visible(tx, me, id=contact_id)
        known = await NOTES.get(tx, id=note_id, thread=of.thread)
        await desk.audit.note(tx, me, "file", of.thread)
        return of, OpenedNote(known, open_note(key, known))

    return await desk.unit_of_work(work)


async def notes_of(tx: Transaction, thread: ThreadId, key: DataKey) -> list[OpenedNote]:
    """Returns all notes, in the order of the days that they tell of."""
    return note.by_day(await _opened(tx, key, await NOTES.all(tx, sort="number", thread=thread)))


async def page_of_notes(tx: Transaction, thread: ThreadId, key: DataKey, before: int | None) -> list[OpenedNote]:
    """Returns the last MOST_SHOWN notes with a number below `before`, in the order of the days that they tell of."""
    found = await NOTES.all(tx, sort="number", descending=True, after=before, limit=note.MOST_SHOWN, thread=thread)
    return note.by_day(await _opened(tx, key, found))


async def _opened(tx: Transaction, key: DataKey, notes: list[Note]) -> list[OpenedNote]:
    """Opens the notes, each with the numbers of the note it corrects and of its own correction, on whichever page."""
    earlier = await NOTES.all(tx, id=[each.corrects for each in notes if each.corrects])
    later = await NOTES.all(tx, corrects=[each.id for each in notes], thread=[each.thread for each in notes[:1]])
    numbers = {each.id: each.number for each in earlier}
    after = {each.corrects: each.number for each in later}
    return [
        OpenedNote(each, open_note(key, each), numbers.get(each.corrects or ""), after.get(each.id)) for each in notes
    ]


async def _corrected(tx: Transaction, of: Contact, written: Written, known: list[Note]) -> Note | None:
    if written.corrects is None:
        return None
    before = await NOTES.get(tx, id=written.corrects, thread=of.thread)
    note.refuse_corrected(known, before.id)
    return before


def make_note(tx: Transaction, key: DataKey, thread: ThreadId, me: Staff, written: Written, number: int) -> Note:
    """Makes the note, sealed. `key`: the thread's; `number`: of the note in its thread."""
    note_id = str(uuid4())
    return Note(
        id=note_id,
        thread=thread,
        number=number,
        at=whole_hour(tx.now),
        by=Counsellor(me.sub),
        kind=written.kind,
        direction=written.direction,
        sealed=seal_note(key, thread, note_id, written.text),
        happened_on=written.happened_on,
        corrects=written.corrects,
    )
