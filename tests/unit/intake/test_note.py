"""A note is never changed; what it tells of a contact with the person decides which tasks are over."""

from datetime import UTC, datetime
from itertools import product

import pytest

from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.note import Direction, Note, NoteKind, changes_the_contact, refuse_corrected
from services.intake.domain.task import TaskKind
from services.intake.labels_de import DIRECTIONS, NOTE_KINDS
from services.intake.task_table import of_note
from shared.errors import Conflict


def a_note(kind: NoteKind, direction: Direction, note_id: str = "n", corrects: str | None = None) -> Note:
    return Note(
        id=note_id,
        thread=ThreadId("case"),
        number=1,
        at=datetime(2026, 11, 20, 10, tzinfo=UTC),
        by=Counsellor("anna"),
        kind=kind,
        direction=direction,
        sealed={},
        corrects=corrects,
    )


@pytest.mark.parametrize("kind", [NoteKind.CALL, NoteKind.IN_PERSON])
@pytest.mark.parametrize("direction", [Direction.FROM_PERSON, Direction.TO_PERSON])
def test_whom_we_talked_to_is_answered_and_need_not_be_called(kind: NoteKind, direction: Direction) -> None:
    rule = of_note(a_note(kind, direction))
    assert rule
    assert rule.ends == {
        *(TaskKind.FIRST_ANSWER, TaskKind.PRESS, TaskKind.GIVEN, TaskKind.WROTE),
        *(TaskKind.NOT_REACHED, TaskKind.MAYBE_NOT_REACHED, TaskKind.CALL),
    }


@pytest.mark.parametrize("kind", [NoteKind.LETTER, NoteKind.MAIL])
def test_a_letter_to_her_answers_but_reaches_nobody_for_certain(kind: NoteKind) -> None:
    rule = of_note(a_note(kind, Direction.TO_PERSON))
    assert rule
    assert rule.ends == {TaskKind.FIRST_ANSWER, TaskKind.PRESS, TaskKind.GIVEN, TaskKind.WROTE}


@pytest.mark.parametrize(("kind", "direction"), list(product(NoteKind, Direction)))
def test_what_is_internal_ends_nothing_and_a_letter_of_hers_waits(kind: NoteKind, direction: Direction) -> None:
    known = a_note(kind, direction)
    in_writing = kind not in (NoteKind.CALL, NoteKind.IN_PERSON)
    assert known.waits_for_answer is (in_writing and direction is Direction.FROM_PERSON)
    if direction is Direction.INTERNAL or known.waits_for_answer:
        assert of_note(known) is None


def test_a_note_is_corrected_once_and_the_correction_again() -> None:
    first = a_note(NoteKind.NOTE, Direction.INTERNAL, "first")
    second = a_note(NoteKind.NOTE, Direction.INTERNAL, "second", corrects="first")
    with pytest.raises(Conflict):
        refuse_corrected([first, second], "first")
    refuse_corrected([first, second], "second")


def test_new_words_alone_are_no_new_contact() -> None:
    call = a_note(NoteKind.CALL, Direction.FROM_PERSON)
    assert changes_the_contact(call, None)
    assert not changes_the_contact(call, a_note(NoteKind.CALL, Direction.FROM_PERSON))
    assert changes_the_contact(call, a_note(NoteKind.NOTE, Direction.INTERNAL))


def test_every_word_has_its_german() -> None:
    assert (set(NOTE_KINDS), set(DIRECTIONS)) == (set(NoteKind), set(Direction))
