"""Given a deadline that runs, when days pass, then it is reminded of on its days, and missed after its last one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain import partner_response
from services.notification.domain.deadline_changes import (
    DeadlineMet,
    DeadlineMissed,
    DeadlineReminded,
    DeadlineSet,
    changes,
    followed,
    on_day,
)
from services.notification.domain.deadlines import Deadline, deadlines_of
from shared.contracts.vocabulary import NoticeKind
from shared.deadlines.rules import RULES, RuleName
from tests.unit.notification.test_deadlines import FOUND, filed, known

CASE = "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10"
ENTERED = date(2026, 2, 1)
STARTS: dict[RuleName, NoticeKind] = {
    "beschwerde": NoticeKind.DISCONTINUATION_WITH_INSTRUCTION,
    "klageerzwingung": NoticeKind.SUPERIOR_DECISION,
    "auskunftssperre": NoticeKind.REGISTER_BLOCK_ENTERED,
    "unfallanzeige": NoticeKind.ACCIDENT_KNOWN,
    "followup_406d": NoticeKind.REPORT_FILED,
}


def entered(deadline: Deadline, today: date) -> Deadline:
    (stored,) = followed((), (deadline,), today)
    return stored


def said(deadline: Deadline, days: list[date]) -> list[tuple[date, type]]:
    """What is said of it when it is looked at on these days."""
    told = []
    for day in days:
        fact = on_day(deadline, day)
        if fact is not None:
            told.append((day, type(fact)))
            deadline = fact.state
    return told


def every_day(since: date, until: date) -> list[date]:
    return [since + timedelta(days=number) for number in range((until - since).days + 1)]


def request() -> Deadline:
    """Act by 30 April 2026, a Thursday, which is also its legal end."""
    (deadline,) = deadlines_of(FOUND)
    return deadline


def test_a_request_is_reminded_of_five_times_and_missed_once() -> None:
    assert said(entered(request(), ENTERED), every_day(ENTERED, date(2026, 6, 1))) == [
        (date(2026, 4, 2), DeadlineReminded),
        (date(2026, 4, 16), DeadlineReminded),
        (date(2026, 4, 23), DeadlineReminded),
        (date(2026, 4, 27), DeadlineReminded),
        (date(2026, 4, 29), DeadlineReminded),
        (date(2026, 5, 1), DeadlineMissed),
    ]


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("beschwerde", date(2026, 12, 17)),
        ("klageerzwingung", date(2026, 12, 28)),
        ("auskunftssperre", date(2028, 9, 11)),
        ("unfallanzeige", date(2026, 12, 13)),
        ("followup_406d", date(2027, 3, 4)),
    ],
)
def test_each_rule_has_its_own_first_reminder(rule: RuleName, first: date) -> None:
    started = deadlines_of(known(STARTS[rule]))[1]
    assert entered(started, date(2026, 12, 11)).next_on == first


def test_the_register_block_is_reminded_of_three_months_before() -> None:
    started = deadlines_of(known(NoticeKind.REGISTER_BLOCK_ENTERED, date(2026, 11, 28)))[1]
    assert started.dates is not None
    assert (started.dates.safe_on, entered(started, date(2026, 11, 28)).next_on) == (
        date(2028, 11, 28),
        date(2028, 8, 28),
    )


def test_after_days_without_a_look_one_reminder_stands_for_all_that_were_due() -> None:
    late = entered(request(), ENTERED)
    assert said(late, [date(2026, 4, 28), date(2026, 4, 29)]) == [
        (date(2026, 4, 28), DeadlineReminded),
        (date(2026, 4, 29), DeadlineReminded),
    ]


def test_a_deadline_entered_late_is_reminded_of_on_the_days_that_are_left() -> None:
    assert entered(request(), date(2026, 4, 20)).next_on == date(2026, 4, 23)
    assert entered(request(), date(2026, 4, 28)).next_on == date(2026, 4, 29)
    assert entered(request(), date(2026, 4, 28)).reminded_on is None


@pytest.mark.parametrize("today", [date(2026, 4, 29), date(2026, 4, 30)])
def test_one_whose_last_reminder_would_lie_behind_is_set_and_reminded_of(today: date) -> None:
    """Else nobody had a task before it is over."""
    stored = entered(request(), today)
    assert [type(change) for change in changes((), (stored,))] == [DeadlineSet, DeadlineReminded]
    assert said(stored, every_day(today, date(2026, 5, 3))) == [(date(2026, 5, 1), DeadlineMissed)]
    again = followed((stored,), deadlines_of(FOUND), today)
    assert changes((stored,), again) == [], "it is said once"


@pytest.mark.parametrize("seen_on", [date(2026, 4, 28), date(2026, 5, 1), date(2026, 12, 24)])
def test_evidence_is_somebodys_task_as_soon_as_it_was_seen(seen_on: date) -> None:
    """Its clock ends with the next day, or before it where nobody works on that."""
    started = deadlines_of(known(NoticeKind.EVIDENCE_SEEN, seen_on))[1]
    stored = entered(started, seen_on)
    at_once = [type(change) for change in changes((), (stored,))]
    first_look = said(stored, [seen_on])
    assert [*at_once, *(fact for _, fact in first_look)] == [DeadlineSet, DeadlineReminded]


def test_a_partner_is_not_reminded_in_the_minute_in_which_it_is_asked() -> None:
    day = date(2026, 4, 29)
    for respond_on in (day, date(2026, 4, 30)):
        asked = partner_response.set_for(CASE, CASE, respond_on, day).state
        assert [type(change) for change in changes((), (asked,))] == [DeadlineSet]


def test_on_its_last_legal_day_it_is_not_missed_yet() -> None:
    (saturday,) = deadlines_of(replace(FOUND, act_known_on=date(2025, 11, 30), offender_known_on=date(2025, 11, 30)))
    stored = entered(saturday, date(2026, 2, 27))
    assert said(stored, every_day(date(2026, 2, 28), date(2026, 3, 2))) == []
    assert said(stored, [date(2026, 3, 3)]) == [(date(2026, 3, 3), DeadlineMissed)]


def test_one_that_is_over_when_it_is_entered_is_set_and_missed_and_never_reminded_of() -> None:
    stored = entered(request(), date(2026, 5, 10))
    assert [type(change) for change in changes((), (stored,))] == [DeadlineSet, DeadlineMissed]
    assert said(stored, every_day(date(2026, 5, 10), date(2026, 6, 1))) == []


def test_what_was_said_is_not_said_again_when_the_proceeding_is_saved_again() -> None:
    missed = on_day(entered(request(), ENTERED), date(2026, 5, 1))
    assert missed is not None
    again = followed((missed.state,), deadlines_of(FOUND), date(2026, 5, 2))
    assert changes((missed.state,), again) == []
    assert again[0].missed_on == date(2026, 5, 1)


def test_one_that_was_missed_only_on_paper_is_met_after_all() -> None:
    missed = on_day(entered(request(), ENTERED), date(2026, 5, 1))
    assert missed is not None
    after = followed((missed.state,), deadlines_of(filed(FOUND, date(2026, 4, 29))), date(2026, 5, 4))
    assert [type(change) for change in changes((missed.state,), after)] == [DeadlineMet]


def test_a_document_of_a_release_without_reminders_gets_its_next_day() -> None:
    older = request()
    assert older.next_on is None
    (stored,) = followed((older,), (older,), ENTERED)
    assert stored.next_on == date(2026, 4, 2)
    assert changes((older,), (stored,)) == []


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(0, 120), st.sampled_from(["BY", "NW", None]))
def test_every_deadline_ends_missed_exactly_once_and_reminders_come_before_it(
    known_on: date, entered_after: int, land: str | None
) -> None:
    (deadline,) = deadlines_of(replace(FOUND, act_known_on=known_on, offender_known_on=known_on, land=land))
    assert deadline.dates is not None
    today = known_on + timedelta(days=entered_after)
    stored = entered(deadline, today)
    told = said(stored, every_day(today, deadline.dates.legal_on + timedelta(days=3)))
    at_once = [DeadlineMissed] if stored.missed_on else []
    assert [kind for _, kind in told if kind is DeadlineMissed] + at_once == [DeadlineMissed]
    assert all(day < deadline.dates.act_by for day, kind in told if kind is DeadlineReminded)
    assert stored.missed_on or stored.reminded_on or len(told) > 1, "of none is its end the first that is said"
    assert len(told) <= len(RULES["strafantrag"].reminders) + 1
