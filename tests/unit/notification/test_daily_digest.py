"""Staff are told once on a working day, while somebody is there, and in numbers alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.open_work import sort_of
from services.intake.domain.task import TaskKind
from services.notification.digest_text import KINDS, SORTS, digest_text
from services.notification.domain.daily_digest import WAITS_FOR, OwnNumbers, day_due, digest_id, waits
from services.notification.domain.plain_language import named
from services.notification.recipients import Amount, OpenWork
from shared.clock import BERLIN, berlin_day
from tests.unit.notification.test_notice_policy import INSTANTS

MONDAY = date(2026, 3, 2)
OWN = OwnNumbers(near=4, failed=1)


def berlin(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=BERLIN).astimezone(UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (berlin(2026, 3, 2, 7, 59), None),
        (berlin(2026, 3, 2, 8), MONDAY),
        (berlin(2026, 3, 2, 15, 59), MONDAY),
        (berlin(2026, 3, 2, 16), None),
        (berlin(2026, 3, 1, 9), None),
        (berlin(2026, 3, 7, 9), None),
        (berlin(2026, 6, 4, 9), None),
        (berlin(2026, 11, 1, 9), None),
        (berlin(2026, 10, 3, 9), None),
        (berlin(2026, 3, 30, 8), date(2026, 3, 30)),
        (berlin(2026, 3, 30, 7, 59), None),
        (berlin(2026, 10, 26, 8), date(2026, 10, 26)),
    ],
)
def test_it_is_due_on_working_days_of_the_seat_from_its_hour_on(now: datetime, day: date | None) -> None:
    assert day_due(now, 8) == day


@given(INSTANTS, st.integers(0, 15))
def test_it_is_never_due_for_another_day_than_this(now: datetime, hour: int) -> None:
    day = day_due(now, hour)
    assert day is None or (day == berlin_day(now) and day.weekday() < 5 and now.astimezone(BERLIN).hour >= hour)


def test_of_one_day_there_is_one() -> None:
    assert digest_id(MONDAY) == digest_id(date(2026, 3, 2))
    assert digest_id(MONDAY) != digest_id(MONDAY + timedelta(days=1))


def test_the_desk_is_waited_for_and_not_all_day() -> None:
    assert waits(MONDAY, 8, berlin(2026, 3, 2, 8) + WAITS_FOR - timedelta(seconds=1))
    assert not waits(MONDAY, 8, berlin(2026, 3, 2, 8) + WAITS_FOR)


def test_it_says_what_is_open_what_is_overdue_and_what_comes() -> None:
    tasks = {"first_answer": Amount(open=3, overdue=1), "partner": Amount(open=2), "of_a_newer_release": Amount(open=1)}
    text = digest_text(OpenWork(tasks=tasks, first_answers_due=2), OWN, MONDAY).body
    for line in (
        "- Erste Antworten: 3, davon überfällig: 1",
        "- Antworten von Stellen: 2",
        "- Alles andere: 1",
        "- Zusammen: 6, davon überfällig: 1",
        "- Erste Antworten, die heute fällig sind: 2",
        "- Fristen bis zum 9. März 2026: 4",
        "- Mails und SMS, die nicht ankamen, in vier Wochen: 1",
    ):
        assert line in text.splitlines()
    assert "of_a_newer_release" not in text


def test_it_says_so_where_the_desk_did_not_answer() -> None:
    text = digest_text(None, OWN, MONDAY).body
    assert "war noch nicht abzufragen" in text
    assert "Zusammen" not in text
    assert "- Fristen bis zum 9. März 2026: 4" in text


@given(st.dictionaries(st.sampled_from([*SORTS, "newer"]), st.integers(1, 99), max_size=8))
def test_no_task_is_left_out_of_the_sum_or_of_the_lines(open_by_sort: dict[str, int]) -> None:
    tasks = {sort: Amount(open=number) for sort, number in open_by_sort.items()}
    lines = digest_text(OpenWork(tasks=tasks, first_answers_due=0), OWN, MONDAY).body.splitlines()
    assert f"- Zusammen: {sum(open_by_sort.values())}" in lines
    of_sorts = [line for line in lines if line.startswith(tuple(f"- {words}: " for words in SORTS.values()))]
    assert sum(int(line.rpartition(" ")[2]) for line in of_sorts) == sum(open_by_sort.values())


def test_every_kind_of_task_is_named_under_the_sort_that_the_desk_counts_it_in() -> None:
    ours = {kind: sort for sort, of_sort in KINDS.items() for kind in of_sort}
    assert ours == {kind.value: sort_of(kind) for kind in TaskKind}
    assert KINDS.keys() == SORTS.keys()
    assert len({words for of_sort in KINDS.values() for words in of_sort.values()}) == len(TaskKind)


@pytest.mark.parametrize("kind", TaskKind)
def test_a_kind_is_named_in_words_that_other_eyes_may_read(kind: TaskKind) -> None:
    (words,) = [of_sort[kind] for of_sort in KINDS.values() if kind in of_sort]
    assert named(words) == []


def test_under_a_sort_stand_its_kinds() -> None:
    tasks = {"first_answer": Amount(open=3, overdue=1), "reach": Amount(open=5, overdue=1), "other": Amount(open=2)}
    kinds = {"first_answer": Amount(open=3), "call": Amount(open=4), "call_back": Amount(open=1, overdue=1)}
    work = OpenWork(tasks=tasks, kinds=kinds | {"of_a_newer_release": Amount(open=2)}, first_answers_due=0)
    lines = digest_text(work, OWN, MONDAY).body.splitlines()
    said = lines[lines.index("- Erste Antworten: 3, davon überfällig: 1") :][:6]
    assert said == [
        "- Erste Antworten: 3, davon überfällig: 1",
        "- Anrufe und Rückrufe: 5, davon überfällig: 1",
        "  - Zugesagter Rückruf: 1, davon überfällig: 1",
        "  - Anrufen, wo eine Nachricht nicht geht: 4",
        "- Alles andere: 2",
        "- Zusammen: 10, davon überfällig: 2",
    ]
