"""A letter: which period it may begin by the same rules as the deadlines, and what the person is told at once."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.form_message import Letter, LetterKind
from services.intake.domain.letter_period import (
    BEGINS,
    LetterPeriod,
    day_to_act,
    grounds_of,
    may_complain,
    period_of,
)
from services.intake.domain.task import TaskKind, due_by
from services.intake.pages.face.letter import LetterForm
from services.intake.state_texts.cells import Audience
from services.intake.state_texts.letter import LETTER, LETTERS, ONE_SENTENCE, ONE_SENTENCE_TODAY
from services.intake.state_texts.texts import of_letter
from services.notification import preview
from services.notification.api import answer
from shared.contracts.vocabulary import DeadlineRule, NoticeKind, Urgency
from shared.day import EARLIEST
from shared.deadlines.legal_periods import Stand
from shared.deadlines.rules import RULES
from shared.deadlines.working_days import LAENDER, surely_closed
from shared.opening_hours import OpeningHours
from shared.web.forms import InvalidForm, Sent

TODAY = date(2026, 11, 30)
NOON = datetime(2026, 11, 30, 11, tzinfo=UTC)
WHOLE = re.compile(r"[A-ZÄÖÜ].*[.!“]", re.DOTALL)
INSTRUCTED = LetterKind.DISCONTINUED_INSTRUCTED
DAYS = st.dates(EARLIEST, date(2095, 12, 31))


def a_letter(kind: LetterKind, received_on: date = TODAY, text: str = "") -> Letter:
    return Letter(kind=kind, received_on=received_on, text=text)


def told(letter: Letter, today: date = TODAY, to: Audience = "person") -> str:
    said = of_letter(letter, to, today)
    return " ".join(each for each in (said.happened, said.means, said.then) if each)


@pytest.mark.parametrize(
    ("kind", "received_on", "act_by", "over_on"),
    [
        (LetterKind.DISCONTINUED_INSTRUCTED, "2026-11-30", "2026-12-14", "2026-12-14"),
        (LetterKind.DISCONTINUED_INSTRUCTED, "2026-12-11", "2026-12-24", "2026-12-28"),
        (LetterKind.COMPLAINT_REJECTED, "2026-11-30", "2026-12-30", "2026-12-30"),
        (LetterKind.REGISTER_BLOCK, "2026-11-30", "2028-11-30", "2028-11-30"),
    ],
)
def test_a_letter_may_begin_a_period(kind: LetterKind, received_on: str, act_by: str, over_on: str) -> None:
    found = period_of(a_letter(kind, date.fromisoformat(received_on)), date.fromisoformat(received_on))
    assert found is not None
    assert (found.stand, found.act_by.isoformat(), found.over_on.isoformat()) == ("runs", act_by, over_on)


def test_its_task_is_due_within_the_hour_and_never_after_the_day_by_which_to_act() -> None:
    hours = OpeningHours()
    for ago in range(30):
        letter = a_letter(INSTRUCTED, TODAY - timedelta(days=ago))
        day = day_to_act(letter, TODAY)
        assert (day is None) is (
            "vorbei" in told(letter, to="counsellor") or "abgelaufen" in told(letter, to="counsellor")
        )
        if day is None:
            continue
        for hour in range(5, 23):
            told_at = datetime(2026, 11, 30, hour, tzinfo=UTC)
            due = due_by(TaskKind.LETTER, Urgency.UNKNOWN, told_at, hours, day)
            assert told_at <= due <= max(told_at, hours.closing(day))
            assert due <= hours.after(told_at, timedelta(hours=1))


@pytest.mark.parametrize("kind", LetterKind)
def test_only_three_kinds_begin_one(kind: LetterKind) -> None:
    begins = {LetterKind.DISCONTINUED_INSTRUCTED, LetterKind.COMPLAINT_REJECTED, LetterKind.REGISTER_BLOCK}
    assert (period_of(a_letter(kind), TODAY) is not None) == (kind in begins)


@given(received_on=DAYS)
def test_both_sides_compute_the_same_days(received_on: date) -> None:
    asked: dict[LetterKind, preview.Question] = {
        LetterKind.DISCONTINUED_INSTRUCTED: preview.Complaint(
            rule="beschwerde", notified_on=received_on, instructed=True
        ),
        LetterKind.COMPLAINT_REJECTED: preview.CourtApplication(rule="klageerzwingung", notified_on=received_on),
        LetterKind.REGISTER_BLOCK: preview.RegisterBlock(rule="auskunftssperre", entered_on=received_on),
    }
    for kind, question in asked.items():
        here, there = period_of(a_letter(kind, received_on), TODAY), answer(question, TODAY)
        assert here is not None
        assert (here.rule, here.act_by, here.over_on) == (DeadlineRule(there.rule), there.act_by, there.legal_on)


@given(received_on=DAYS, later=st.integers(0, 1500))
def test_a_period_never_runs_after_its_last_safe_day(received_on: date, later: int) -> None:
    today = received_on + timedelta(days=later)
    found = period_of(a_letter(LetterKind.DISCONTINUED_INSTRUCTED, received_on), today)
    assert found is not None
    assert found.stand == _stand(found, received_on, today)


def _stand(found: LetterPeriod, received_on: date, today: date) -> str:
    if found.over_on < today:
        return "over"
    if found.act_by >= today:
        return "runs"
    is_closed = all(surely_closed(received_on + timedelta(weeks=2), land) for land in LAENDER)
    return "last" if is_closed and today <= found.surely_on else "passed"


def test_what_it_begins_is_what_a_counsellor_enters() -> None:
    assert {each.notice for each in BEGINS.values()} <= set(NoticeKind)
    assert BEGINS.keys() == {kind for kind in LetterKind if grounds_of(a_letter(kind))}


def test_every_kind_has_its_words_and_every_stand_its_row() -> None:
    assert LETTERS.keys() == set(LetterKind)
    running = {begins.rule for kind, begins in BEGINS.items() if period_of(a_letter(kind), TODAY)}
    of_periods = {f"{rule}_{stand}" for rule, stand in product(running, get_args(Stand))}
    of_periods |= {f"{rule}_last" for rule in running if RULES[rule].rolls_over}
    assert LETTER.keys() == of_periods | {kind for kind in LetterKind if not period_of(a_letter(kind), TODAY)}


@pytest.mark.parametrize(("kind", "to"), [*product(LetterKind, get_args(Audience))])
def test_every_letter_is_answered_in_whole_sentences(kind: LetterKind, to: Audience) -> None:
    for ago in (0, 3, 14, 15, 16, 17, 18, 31, 32, 100, 729, 730, 731, 732, 733, 734, 2000):
        said = told(a_letter(kind, TODAY - timedelta(days=ago)), to=to)
        assert WHOLE.fullmatch(said), said
        assert not re.search(r"\{|\}|None|  |\.\.", said), said


def test_who_can_still_complain_is_told_the_last_day_to_call_and_how_to_do_it_alone() -> None:
    said = told(a_letter(LetterKind.DISCONTINUED_INSTRUCTED))
    assert "Der letzte sichere Tag ist Montag, 14. Dezember 2026" in said
    assert "nicht erst am letzten Tag" in said
    assert ONE_SENTENCE in said


def test_a_period_that_is_over_is_said_as_over_with_what_can_still_be_done() -> None:
    said = told(a_letter(LetterKind.DISCONTINUED_INSTRUCTED, date(2026, 10, 1)))
    assert "abgelaufen, spätestens am Donnerstag, 15. Oktober 2026" in said
    assert "Wiedereinsetzung" in said
    assert "läuft" not in said


def test_on_a_day_that_may_be_too_late_nobody_is_told_that_there_is_time() -> None:
    """The last safe day is Wednesday: Thursday is Fronleichnam, a holiday in some Länder."""
    said = told(a_letter(LetterKind.DISCONTINUED_INSTRUCTED, date(2026, 5, 21)), date(2026, 6, 4))
    assert "Der letzte sichere Tag für eine Beschwerde war Mittwoch, 3. Juni 2026" in said
    assert "Sicher ist das nicht" in said
    assert "Bitte handeln Sie heute" in said
    assert ONE_SENTENCE_TODAY in said


@pytest.mark.parametrize(
    ("received_on", "today", "end"),
    [
        (date(2026, 11, 14), date(2026, 11, 29), "Montag, 30. November 2026"),
        (date(2026, 11, 14), date(2026, 11, 30), "Montag, 30. November 2026"),
        (date(2026, 12, 11), date(2026, 12, 27), "Montag, 28. Dezember 2026"),
    ],
)
def test_on_a_weekend_the_end_is_said_that_the_law_gives_in_every_land(
    received_on: date, today: date, end: str
) -> None:
    said = told(a_letter(LetterKind.DISCONTINUED_INSTRUCTED, received_on), today)
    assert f"Nach dem Gesetz endet sie erst am {end}" in said
    assert ONE_SENTENCE in said
    assert "Sicher ist das nicht" not in said
    assert "heute noch dort" not in said


@pytest.mark.parametrize("sentence", [ONE_SENTENCE, ONE_SENTENCE_TODAY])
def test_that_a_complaint_must_have_arrived_is_said_wherever_its_sentence_is(sentence: str) -> None:
    assert "„Ich lege Beschwerde ein.“" in sentence
    assert re.search(r"muss (spätestens an diesem Tag|heute noch) dort sein: Werfen Sie ihn dort ein", sentence)
    assert "Abschicken genügt nicht" in sentence


@pytest.mark.parametrize(("day", "may"), [(3, True), (5, True), (6, False)])
def test_the_complaint_is_offered_while_it_may_be_in_time(day: int, may: bool) -> None:
    today = date(2026, 6, day)
    assert may_complain(a_letter(LetterKind.DISCONTINUED_INSTRUCTED, date(2026, 5, 21)), today) is may
    assert not any(may_complain(a_letter(each, today), today) for each in LetterKind if each != INSTRUCTED)


@pytest.mark.parametrize("to", get_args(Audience))
@pytest.mark.parametrize(
    ("kind", "received_on"),
    [(LetterKind.DISCONTINUED_INSTRUCTED, date(2026, 5, 21)), (LetterKind.COMPLAINT_REJECTED, date(2026, 5, 4))],
)
def test_on_the_last_day_of_any_land_nothing_is_said_to_be_over(
    kind: LetterKind, received_on: date, to: Audience
) -> None:
    """The fourth of June 2026 is Fronleichnam: in six Länder the period ends on the fifth."""
    letter = a_letter(kind, received_on)
    for day in (4, 5):
        assert "abgelaufen" not in told(letter, date(2026, 6, day), to)
    assert "abgelaufen, spätestens am Freitag, 5. Juni 2026" in told(letter, date(2026, 6, 6), to)


def test_no_letter_is_said_to_be_harmless() -> None:
    for kind in LetterKind:
        assert re.search(r"rufen Sie uns|rufen Sie .*an, und dann uns|sehen Sie noch einmal nach", told(a_letter(kind)))


@pytest.mark.parametrize("written", ["2026-12-01", "1999-12-31", "2100-01-01", "1.12.2026", "20261130", "gestern", ""])
def test_a_day_that_cannot_be_is_refused_at_its_field(written: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        Sent(LetterForm, {"kind": "other", "received_on": written}).read().said(NOON)
    assert list(refused.value.sentences) == ["received_on"]


def test_a_letter_without_kind_or_day_is_asked_for_both_at_once() -> None:
    with pytest.raises(InvalidForm) as refused:
        Sent(LetterForm, {"text": "Amtspost"}).read()
    assert refused.value.sentences.keys() == {"kind", "received_on"}


def test_what_was_written_of_it_appears_in_no_representation() -> None:
    assert "Aktenzeichen" not in repr(a_letter(LetterKind.OTHER, text="Aktenzeichen 7"))
