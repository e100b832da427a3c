"""What a partner may arrange, and when what the person answered to it is over."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from services.referral.domain.arrangement import (
    CHANGED,
    NOT_TO_COME,
    NOTHING_SAID,
    SAME_TIME,
    KeptArrangement,
    answer,
    lacks_place,
    next_round,
    offer,
    refuse_unless_at_work,
    refuse_unseen,
    wrong_in,
)
from services.referral.domain.referral import AT_WORK, Stage
from shared.arrangement import Appointment, AppointmentWay, Arrangement, Officer
from shared.errors import Conflict, Invalid
from tests.unit.referral.test_publications import REFERRAL

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FIRST = Appointment(day=date(2026, 12, 3), time="10:00", way=AppointmentWay.PHONE)
SECOND = Appointment(day=date(2026, 12, 4), time="10:00", way=AppointmentWay.IN_PERSON, place="Weg 1")
LEADER = Officer(name="Leitung")
KEPT = KeptArrangement(id="r", case_id="c", number=1, offered_at=NOW, content={"box": b"1"})


@pytest.mark.parametrize("stage", get_args(Stage))
def test_only_who_is_at_work_arranges_something(stage: Stage) -> None:
    referral = REFERRAL.model_copy(update={"state": stage})
    if stage in AT_WORK:
        refuse_unless_at_work(referral)
    else:
        with pytest.raises(Conflict, match="not-in-this-state"):
            refuse_unless_at_work(referral)


@pytest.mark.parametrize(
    ("begins", "is_right"),
    [
        (NOW, False),
        (NOW + timedelta(minutes=1), True),
        (NOW - timedelta(days=1), False),
        (NOW + timedelta(days=180), True),
        (NOW + timedelta(days=181), False),
    ],
)
def test_an_appointment_is_to_come_and_not_too_far(begins: datetime, is_right: bool) -> None:
    local = begins + timedelta(hours=1)  # Berlin in winter
    each = FIRST.model_copy(update={"day": local.date(), "time": f"{local:%H:%M}"})
    assert wrong_in({"one": each}, NOW) == ({} if is_right else {"one": NOT_TO_COME})


def test_two_do_not_begin_at_once_and_one_in_person_is_somewhere() -> None:
    assert wrong_in({"1": FIRST, "2": SECOND, "3": FIRST}, NOW) == {"3": SAME_TIME}
    assert [lacks_place(each) for each in (FIRST, SECOND, SECOND.model_copy(update={"place": ""}))] == [
        False,
        False,
        True,
    ]


def test_they_stand_in_their_order_whatever_was_typed_first() -> None:
    assert Arrangement(round=1, appointments=(SECOND, FIRST)).appointments == (FIRST, SECOND)


def test_other_appointments_are_another_round_and_another_officer_is_not() -> None:
    first = next_round(None, LEADER, (FIRST,))
    assert first == Arrangement(round=1, officer=LEADER, appointments=(FIRST,))
    assert next_round(first, LEADER, (FIRST,)) is None
    officer = next_round(first, Officer(name="Vertretung"), (FIRST,))
    another = next_round(first, LEADER, (FIRST, SECOND))
    taken_back = next_round(first, LEADER, ())
    assert [each and each.round for each in (officer, another, taken_back)] == [1, 2, 2]


def test_who_never_said_anything_does_not_say_nothing() -> None:
    with pytest.raises(Invalid) as refused:
        next_round(None, None, ())
    assert refused.value.sentence == NOTHING_SAID


def test_what_was_answered_is_over_with_its_round() -> None:
    answered = answer(KEPT, {"box": b"yes"}, NOW).state
    same = offer(answered, REFERRAL, {"box": b"2"}, NOW, is_another_round=False).state
    other = offer(answered, REFERRAL, {"box": b"2"}, NOW, is_another_round=True).state
    assert (same.number, same.answer, same.answered_at) == (2, {"box": b"yes"}, NOW)
    assert (other.number, other.answer, other.answered_at) == (2, None, None)


@pytest.mark.parametrize(("known", "seen"), [(None, 0), (KEPT, 1), (KEPT, None), (None, None)])
def test_what_was_seen_may_be_replaced(known: KeptArrangement | None, seen: int | None) -> None:
    refuse_unseen(known, seen)


@pytest.mark.parametrize(("known", "seen"), [(None, 1), (KEPT, 0), (KEPT, 2)])
def test_what_was_not_seen_is_not_replaced(known: KeptArrangement | None, seen: int) -> None:
    with pytest.raises(Conflict) as refused:
        refuse_unseen(known, seen)
    assert refused.value.sentence == CHANGED
