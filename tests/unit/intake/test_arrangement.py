"""What a person may answer to a partner's appointments, and when somebody asks her."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.intake.domain.arrangement import (
    OVER,
    PASSED,
    KeptArrangement,
    OpenedArrangement,
    ask_at,
    refuse_untrue,
    take,
)
from services.intake.domain.ids import CaseId, HandoverId
from shared.arrangement import Answer, Appointment, AppointmentWay, Arrangement, Officer, still_to_come
from shared.errors import Conflict

NOW = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
GONE = Appointment(day=date(2026, 12, 3), time="10:00", way=AppointmentWay.PHONE)
COMING = Appointment(day=date(2026, 12, 10), time="09:00", way=AppointmentWay.VIDEO)
OFFERED = OpenedArrangement(
    handover_id=HandoverId("h"), content=Arrangement(round=2, officer=None, appointments=(COMING, GONE))
)
KEPT = KeptArrangement(
    id=HandoverId("h"),
    case_id=CaseId("c"),
    round=2,
    offered_at=NOW,
    sealed={"box": b"1"},
    answer={"box": b"yes"},
    answered_at=NOW,
)


@pytest.mark.parametrize("chosen", [COMING.key, None])
def test_she_takes_one_that_is_to_come_or_none(chosen: str | None) -> None:
    refuse_untrue(OFFERED, Answer(round=2, chosen=chosen), NOW)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (Answer(round=2, chosen=GONE.key), PASSED),
        (Answer(round=1, chosen=COMING.key), OVER),
        (Answer(round=1, chosen=None), OVER),
        (Answer(round=2, chosen="2026-12-11T09:00"), OVER),
    ],
)
def test_what_is_not_offered_is_not_taken(given: Answer, sentence: str) -> None:
    with pytest.raises(Conflict) as refused:
        refuse_untrue(OFFERED, given, NOW)
    assert refused.value.sentence == sentence


def test_where_no_appointment_is_offered_there_is_nothing_to_answer() -> None:
    named = OFFERED.model_copy(update={"content": Arrangement(round=2, officer=Officer(name="Leitung"))})
    with pytest.raises(Conflict):
        refuse_untrue(named, Answer(round=2, chosen=None), NOW)


def test_an_answer_stays_while_the_appointments_are_the_same() -> None:
    told = KEPT.model_copy(update={"sealed": {"box": b"2"}, "answer": None, "answered_at": None})
    assert take(None, told).state == told
    same = take(KEPT, told).state
    assert (same.sealed, same.answer, same.answered_at) == ({"box": b"2"}, {"box": b"yes"}, NOW)
    other = take(KEPT, told.model_copy(update={"round": 3})).state
    assert (other.round, other.answer, other.answered_at) == (3, None, None)


def test_somebody_asks_a_day_before_and_at_once_where_that_is_over() -> None:
    of_next_week = Arrangement(round=1, appointments=(COMING,))
    assert ask_at(of_next_week, NOW) == COMING.begins - timedelta(days=1)
    assert ask_at(of_next_week, COMING.begins) == COMING.begins


def test_what_has_begun_is_chosen_no_more() -> None:
    assert still_to_come((GONE, COMING), NOW) == (COMING,)


def test_its_time_is_the_one_that_clocks_in_germany_show() -> None:
    assert COMING.begins.astimezone(UTC) == datetime(2026, 12, 10, 8, tzinfo=UTC)
    in_summer = COMING.model_copy(update={"day": date(2026, 7, 1)})
    assert in_summer.begins.astimezone(UTC).hour == 7
