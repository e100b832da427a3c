"""Who asks for a call chooses an hour at which somebody is there and has read it before."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.call_wish import DAYS, HOUR, READ_WITHIN, hours_to_ask_for
from services.intake.domain.form_message import FORM_MESSAGE, CallWay, CallWish
from services.intake.pages.face.call_wish import CallWishForm, offered
from services.intake.state_texts.call_wish import WAYS
from services.intake.state_texts.cells import Audience
from services.intake.state_texts.texts import of_form_message
from shared.clock import BERLIN, berlin_day
from shared.opening_hours import OpeningHours
from shared.web.forms import InvalidForm, Sent

HOURS = OpeningHours()
MOMENTS = st.integers(0, 14 * 365 * 24 * 60).map(
    lambda past: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=past)
)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (at(27, 9), at(27, 11)),
        (at(27, 10, 30), at(27, 13)),
        (at(27, 13), at(27, 15)),
        (at(27, 13, 1), at(30, 9)),
        (at(27, 15, 30), at(30, 11)),
        (at(28, 23), at(30, 11)),
        (at(23, 15, 30, month=12), at(24, 11, month=12)),
        (at(24, 15, 30, month=12), at(28, 11, month=12)),
    ],
    ids=str,
)
def test_the_first_hour_lies_two_opening_hours_ahead(now: datetime, first: datetime) -> None:
    assert hours_to_ask_for(now, HOURS)[0] == first


@given(MOMENTS)
def test_each_is_a_whole_open_hour_in_order_on_five_working_days(now: datetime) -> None:
    offered_hours = hours_to_ask_for(now, HOURS)
    assert offered_hours == sorted(set(offered_hours))
    assert offered_hours[0] >= HOURS.after(now, READ_WITHIN)
    days = {berlin_day(each) for each in offered_hours}
    assert len(days) == DAYS
    for each in offered_hours:
        assert (each.minute, each.second) == (0, 0)
        assert HOURS.is_working_day(berlin_day(each))
        assert HOURS.is_open(each)
        assert HOURS.is_open(each + HOUR - timedelta(seconds=1))


def sent(**said: Any) -> CallWishForm:
    read: CallWishForm = Sent(CallWishForm, {"way": "phone", "number": "0151 23456789", **said}).read()
    return read


def test_what_is_offered_can_be_asked_for() -> None:
    now = at(28, 23)
    for begins, shown in offered(now)["hours"][1:]:
        wish = sent(begins=begins).said(now)
        assert (wish.begins.tzinfo, wish.number) == (UTC, "0151 23456789")
        assert shown.startswith(("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"))


def test_an_hour_that_has_come_too_near_meanwhile_is_refused() -> None:
    begins = hours_to_ask_for(at(27, 9), HOURS)[0]
    with pytest.raises(InvalidForm) as refused:
        sent(begins=begins.isoformat(), number="").said(at(27, 9, 1))
    assert refused.value.sentences.keys() == {"begins", "number"}


def test_a_video_call_needs_no_number() -> None:
    now = at(28, 23)
    wish = sent(way="video", number="", begins=offered(now)["hours"][1][0]).said(now)
    assert FORM_MESSAGE.validate_json(wish.model_dump_json()) == wish
    assert WAYS.keys() == set(get_args(CallWay))


@pytest.mark.parametrize("to", get_args(Audience))
@pytest.mark.parametrize("way", get_args(CallWay))
def test_it_is_a_wish_until_the_hour_is_over(way: CallWay, to: Audience) -> None:
    wish = CallWish(way=way, begins=at(30, 10), number="0151 1" if way == "phone" else "")
    before, after = (of_form_message(wish, to, at(28, 9), now) for now in (at(30, 10, 59), at(30, 11)))
    assert "Montag, 30. November 2026, zwischen 10 und 11 Uhr" in before.happened
    assert ("0151 1" in before.happened, "0151 1" in after.happened) == (way == "phone",) * 2
    if to == "person":
        assert "noch keine Zusage" in before.means
        assert "vorbei" in after.means
    for told in (before, after):
        whole = " ".join(each for each in (told.happened, told.means, told.then) if each)
        assert whole.endswith(".")
        assert "{" not in whole
        assert "  " not in whole
    assert berlin_day(wish.begins) == date(2026, 11, 30)
