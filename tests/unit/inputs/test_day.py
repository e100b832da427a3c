"""One way to write a day, one day that is today, and no day before the one that it follows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from shared.clock import berlin_day
from shared.day import EARLIEST, IN_FUTURE, LATEST, Day, DayIfGiven, Order, read, troubles
from shared.errors import Invalid

TODAY = date(2026, 11, 20)
ORDERS = (
    Order("act_known_on", "request_filed", "Der Strafantrag liegt vor der Tat."),
    Order("report_filed", "discontinuation", "Die Einstellung liegt vor der Anzeige."),
)


class Form(BaseModel):
    known_on: Day
    offender_known_on: DayIfGiven = None


@given(st.dates(EARLIEST, LATEST))
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert read(day.isoformat()) == day
    assert Form.model_validate_json(f'{{"known_on": "{day}"}}').known_on == day


@given(st.text(alphabet="0129-.WT:Z /٢２ \n", max_size=12))
def test_whatever_is_taken_was_written_in_the_one_form(text: str) -> None:
    try:
        taken = read(text)
    except Invalid:
        return
    assert taken.isoformat() == text


@pytest.mark.parametrize(
    "written",
    [
        *("20261120", "2026-W47-5", "2026W475", "2026-324", "20.11.2026", "2026-11-20T00:00:00", "2026-11-20\n"),
        *(
            " 2026-11-20",
            "2026-11-2",
            "26-11-20",
            "+2026-11-20",
            "2026/11/20",
            "2026-02-30",
            "2026-13-01",
            "0000-00-00",
        ),
        *("٢٠٢٦-١١-٢٠", "２０２６-11-20", "2026‐11‐20", "", " ", "heute", "1999-12-31", "2100-01-01", "9999-12-31"),
        *(
            "0000-00-00",
            20261120,
            1.5,
            True,
            datetime(2026, 11, 20, tzinfo=UTC),
            None,
            date(1999, 12, 31),
            [2026, 11, 20],
        ),
    ],
)
def test_every_other_form_is_refused(written: object) -> None:
    with pytest.raises(Invalid) as refused:
        read(written)

    assert refused.value.slug == "bad-day"


def test_each_wrong_field_of_a_form_is_named_and_an_empty_one_is_not_wrong() -> None:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate({"known_on": "20261120", "offender_known_on": "2026-W47-5"})

    assert [each["loc"] for each in refused.value.errors()] == [("known_on",), ("offender_known_on",)]
    assert Form.model_validate({"known_on": "2026-11-20", "offender_known_on": ""}).offender_known_on is None


def test_the_schema_says_that_it_is_a_day() -> None:
    assert Form.model_json_schema()["properties"]["known_on"]["format"] == "date"


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 19, 22, 59, tzinfo=UTC), date(2026, 11, 19)),
        (datetime(2026, 11, 19, 23, 30, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 7, 31, 21, 59, tzinfo=UTC), date(2026, 7, 31)),
        (datetime(2026, 7, 31, 22, 30, tzinfo=UTC), date(2026, 8, 1)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_today_is_the_day_in_berlin(instant: datetime, day: date) -> None:
    assert berlin_day(instant) == day
    assert not troubles({"known_on": day}, berlin_day(instant))


def test_each_field_that_is_wrong_has_its_own_sentence() -> None:
    days = {
        "act_known_on": date(2026, 11, 10),
        "request_filed": date(2026, 11, 9),
        "report_filed": TODAY + timedelta(days=1),
        "discontinuation": TODAY + timedelta(days=2),
        "complaint": None,
    }

    assert troubles(days, TODAY, ORDERS) == {
        "request_filed": "Der Strafantrag liegt vor der Tat.",
        "report_filed": IN_FUTURE,
        "discontinuation": IN_FUTURE,
    }


@given(st.dates(EARLIEST, TODAY), st.dates(EARLIEST, TODAY))
def test_the_later_one_is_named_exactly_when_it_is_before_the_earlier_one(act: date, request: date) -> None:
    wrong = troubles({"act_known_on": act, "request_filed": request}, TODAY, ORDERS)

    assert wrong.keys() == ({"request_filed"} if request < act else set())


def test_what_is_not_told_is_not_compared() -> None:
    assert not troubles({"act_known_on": None, "request_filed": EARLIEST}, TODAY, ORDERS)
    assert not troubles({"act_known_on": TODAY}, TODAY, ORDERS)
