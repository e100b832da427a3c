"""A note of the desk: its own thoughts, and contacts that left no text of the person's: calls, letters, meetings.

Append-only: a correction is a note of its own that names the one it replaces.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.thread import Sealed
from shared.clock import berlin_day
from shared.errors import Conflict
from shared.state import State

LONGEST: Final = 10_000
"""Characters of a note."""

MOST_SHOWN: Final = 50
"""Number of notes on one page: the newest of all, or the newest before a given one."""

CORRECTED_ALREADY: Final = "Diese Notiz wurde schon berichtigt. Bitte berichtigen Sie die neuere."


class NoteKind(StrEnum):
    NOTE = "note"
    CALL = "call"
    LETTER = "letter"
    IN_PERSON = "in_person"
    MAIL = "mail"


class Direction(StrEnum):
    """The direction of a contact; INTERNAL is without the person."""

    FROM_PERSON = "from_person"
    TO_PERSON = "to_person"
    INTERNAL = "internal"


SPOKEN: Final = frozenset({NoteKind.CALL, NoteKind.IN_PERSON})


class Note(State):
    """`number` counts from 1 in its thread; `at`: the hour in which it was written."""

    id: str
    thread: ThreadId
    number: int
    at: datetime
    by: Counsellor
    kind: NoteKind
    direction: Direction
    sealed: Sealed
    happened_on: date | None = None
    """The day of the letter, call or meeting. `None`: the day on which the note was written."""
    corrects: str | None = None
    """The id of the note that it replaces."""

    @property
    def day(self) -> date:
        return self.happened_on or berlin_day(self.at)

    @property
    def is_with_the_person(self) -> bool:
        return self.direction is not Direction.INTERNAL

    @property
    def is_conversation(self) -> bool:
        return self.is_with_the_person and self.kind in SPOKEN

    @property
    def is_answer(self) -> bool:
        """Whether it is a written answer to the person; whether that arrived is not known."""
        return self.direction is Direction.TO_PERSON and self.kind not in SPOKEN

    @property
    def waits_for_answer(self) -> bool:
        return self.direction is Direction.FROM_PERSON and self.kind not in SPOKEN


@dataclass(frozen=True)
class OpenedNote:
    """`corrects` and `corrected_by`: the numbers of the note before and of the one after."""

    note: Note
    text: str = field(repr=False)
    corrects: int | None = None
    corrected_by: int | None = None


def refuse_corrected(notes: list[Note], note_id: str) -> None:
    """Raises Conflict if another note corrects this one already: each is replaced at most once."""
    if any(each.corrects == note_id for each in notes):
        raise Conflict("not-in-this-state", CORRECTED_ALREADY)


def original_of(notes: list[Note], note: Note) -> Note:
    """Follows the corrections back to the first note; returns `note` itself if it corrects none."""
    known = {each.id: each for each in notes}
    while note.corrects:
        note = known[note.corrects]
    return note


def by_day(notes: list[OpenedNote]) -> list[OpenedNote]:
    """Sorts the notes by the days that they tell of; those of one day as they were written."""
    return sorted(notes, key=lambda each: (each.note.day, each.note.number))


def in_force(notes: list[Note]) -> list[Note]:
    """Returns the notes that no other one corrects."""
    corrected = {each.corrects for each in notes}
    return [each for each in notes if each.id not in corrected]


def changes_the_contact(note: Note, before: Note | None) -> bool:
    """Whether more than the text is new: it corrects nothing, or its kind or direction differs from before."""
    return before is None or (note.kind, note.direction) != (before.kind, before.direction)
