"""The hours that people write are read to the last word, or not at all; and found in the calendar of Germany."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain.allowed_hours import ANY_TIME, AllowedHours, Span
from services.notification.domain.german_hours import read
from services.notification.domain.hour_words import WEEKDAYS
from shared.clock import BERLIN

EVERY_DAY = range(7)
WORK_DAYS = range(5)
THREE_YEARS = int(timedelta(days=3 * 365).total_seconds())
INSTANTS = st.integers(0, THREE_YEARS).map(lambda s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
SAID = (
    "nie vor 20 Uhr",
    "Mo–Fr 18–20",
    "abends",
    "nicht am Wochenende, 9-12 Uhr",
    "ab 2:30 Uhr",
    "So 2:15-2:45 Uhr, Mo 8-9 Uhr",
)


def berlin(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=BERLIN).astimezone(UTC)  # type: ignore[arg-type,misc]


def on(days: object, *hours: tuple[float, float]) -> set[tuple[int, float, float]]:
    return {(day, *each) for day in days for each in hours}  # type: ignore[attr-defined]


def hours_of(text: str) -> set[tuple[int, float, float]]:
    found = read(text)
    assert found is not None
    return {(each.weekday, each.since / 60, each.until / 60) for each in found.spans}


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("nie vor 20 Uhr", on(EVERY_DAY, (20, 24))),
        ("Nicht vor 20:30 Uhr!", on(EVERY_DAY, (20.5, 24))),
        ("nie vor 8 und nach 20 Uhr", on(EVERY_DAY, (8, 20))),
        ("keine Mails nach 22 Uhr", on(EVERY_DAY, (0, 22))),
        ("Mo–Fr 18–20", on(WORK_DAYS, (18, 20))),
        ("mo. bis fr. von 18 bis 20 Uhr", on(WORK_DAYS, (18, 20))),
        ("18–20 Uhr Mo–Fr", on(WORK_DAYS, (18, 20))),
        ("Mo, Mi und Fr zwischen 9 und 12 Uhr", on((0, 2, 4), (9, 12))),
        ("Fr–Mo 9-10 Uhr", on((4, 5, 6, 0), (9, 10))),
        ("Mo-Fr 18-20 Uhr, Sa 10-12 Uhr", on(WORK_DAYS, (18, 20)) | on((5,), (10, 12))),
        ("täglich von 9 bis 12 und 14 bis 17 Uhr", on(EVERY_DAY, (9, 12), (14, 17))),
        ("werktags ab 18 Uhr", on(WORK_DAYS, (18, 24))),
        ("ab 18 Uhr, nicht nach 21 Uhr", on(EVERY_DAY, (18, 21))),
        ("nur abends", on(EVERY_DAY, (18, 21))),
        ("am besten abends ab 20 Uhr", on(EVERY_DAY, (20, 21))),
        ("am Wochenende", on((5, 6), (0, 24))),
        ("nicht am Wochenende, 18–20 Uhr", on(WORK_DAYS, (18, 20))),
        ("Mo–Fr 18–20 Uhr, nie mittwochs", on((0, 1, 3, 4), (18, 20))),
        ("jederzeit außer sonntags", on(range(6), (0, 24))),
        ("18.30–20:00", on(EVERY_DAY, (18.5, 20))),
        ("jederzeit", on(EVERY_DAY, (0, 24))),
    ],
)
def test_what_people_write_is_read(text: str, hours: set[tuple[int, float, float]]) -> None:
    assert hours_of(text) == hours


@pytest.mark.parametrize("text", [None, "", "  ", " . "])
def test_where_nothing_is_said_any_time_is_meant(text: str | None) -> None:
    assert read(text) == ANY_TIME


@pytest.mark.parametrize(
    "text",
    [
        "nach Absprache",
        "wenn mein Mann nicht da ist",
        "halb acht",
        "20 Uhr",
        "22–6 Uhr",
        "18–25 Uhr",
        "18:75–20 Uhr",
        "20–18 Uhr",
        "nicht",
        "nie nie vor",
        "nur",
        "Mo–Fr 18–20 Uhr, außer in den Ferien",
        "18-20 Uhr vor dem 1.5.",
    ],
)
def test_what_is_not_understood_to_the_last_word_is_not_read(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "vor 8 und nach 18 Uhr",
        "nie vor 20 Uhr, nach 22 Uhr",
        "nicht morgens, abends",
        "nicht montags und abends",
        "nie vor 20 Uhr, am Wochenende",
        "Mo 18–20, Di",
        "Mo–Fr außer mittwochs 18–20",
        "18-20 mo-fr 10-12 sa",
        "immer, aber nie",
    ],
)
def test_what_could_mean_more_or_less_is_not_read(text: str) -> None:
    assert read(text) is None


def test_what_forbids_the_whole_week_is_not_read() -> None:
    assert read("nicht werktags und nicht am Wochenende") is None


@given(st.text(max_size=200))
def test_no_text_is_too_strange_to_be_refused(text: str) -> None:
    found = read(text)
    assert found is None or all(0 <= each.since < each.until <= 24 * 60 for each in found.spans)


@given(st.lists(st.sampled_from(["nie", "nicht", "vor 8", "ab 18 Uhr", "18-20", "mo", "am wochenende", ",", "und"])))
def test_a_negation_never_allows_what_it_forbids(words: list[str]) -> None:
    """Whatever follows "nie vor 20 Uhr": nobody is written to before, or nothing is read."""
    found = read(" ".join(["nie vor 20 Uhr", ",", *words]))
    assert found is None or all(each.since >= 20 * 60 for each in found.spans)


@pytest.mark.parametrize(
    ("text", "now", "first"),
    [
        ("nie vor 20 Uhr", berlin(2026, 3, 28, 5, 17), berlin(2026, 3, 28, 20)),
        ("nie vor 20 Uhr", berlin(2026, 3, 29, 5, 17), berlin(2026, 3, 29, 20)),
        ("nie vor 20 Uhr", berlin(2026, 10, 25, 0, 30), berlin(2026, 10, 25, 20)),
        ("2:30–4 Uhr", berlin(2026, 3, 29, 1), berlin(2026, 3, 29, 3, 30)),
        ("So 2:15–2:45 Uhr", berlin(2026, 3, 29, 1), berlin(2026, 4, 5, 2, 15)),
        ("9–10 Uhr", berlin(2026, 12, 31, 10), berlin(2027, 1, 1, 9)),
        ("9–10 Uhr", berlin(2028, 2, 28, 10), berlin(2028, 2, 29, 9)),
        ("Di 9–10 Uhr", berlin(2028, 2, 29, 10), berlin(2028, 3, 7, 9)),
        ("Mo–Fr 18–20 Uhr", berlin(2026, 3, 6, 20), berlin(2026, 3, 9, 18)),
        ("Mo–Fr 18–20 Uhr", berlin(2026, 3, 6, 19, 59), berlin(2026, 3, 6, 19, 59)),
    ],
)
def test_the_next_hours_are_those_of_the_clock_in_germany(text: str, now: datetime, first: datetime) -> None:
    hours = read(text)
    assert hours is not None
    assert hours.first_from(now) == first


@given(st.sampled_from(SAID), INSTANTS)
def test_the_first_allowed_time_is_allowed_and_within_a_fortnight(text: str, now: datetime) -> None:
    hours = read(text)
    assert hours is not None
    first = hours.first_from(now)
    assert first is not None
    assert hours.contain(first)
    assert now <= first <= now + timedelta(days=15)
    assert (first == now) == hours.contain(now)


def test_hours_that_never_come_are_none() -> None:
    assert AllowedHours(()).first_from(berlin(2026, 3, 2)) is None
    assert AllowedHours((Span(0, 600, 660),)).contain(berlin(2026, 3, 2, 10, 30))


def test_there_are_seven_days_in_a_week() -> None:
    assert len(WEEKDAYS) == 7
