"""Several accounts of one act: each deadline runs once, is acted on by the earliest day and over by the latest."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain.deadline_changes import (
    DeadlineCancelled,
    DeadlineMissed,
    DeadlineReminded,
    changes,
    followed,
    on_day,
)
from services.notification.domain.deadlines import Deadline, Entitled, Offender, Proceeding, deadline_id, deadlines_of
from services.notification.domain.same_act import STARTING, deadlines_of_act
from shared.contracts.vocabulary import Discontinuation, NoticeKind
from shared.deadlines.circumstances import Notice
from shared.deadlines.legal_periods import Dates
from shared.deadlines.rules import RULES
from tests.unit.notification.test_deadlines import ACT, FOUND, KNOWN, ME, PROCEEDINGS, SUPERIOR, THREAT

OTHER_ID = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0003"
OTHER = replace(THREAT, proceeding_id=OTHER_ID)
LATER = date(2026, 2, 20)
AT_POLICE = replace(OTHER, offender_known_on=LATER)
INSTRUCTED = NoticeKind.DISCONTINUATION_WITH_INSTRUCTION
ASKED = NoticeKind.INFORMATION_REQUESTED
REPORTED = Notice(NoticeKind.REPORT_FILED, date(2025, 12, 31))


def of(rule: str, *accounts: Proceeding) -> Deadline:
    (found,) = [each for each in deadlines_of_act(accounts[0], accounts[1:]) if each.rule == rule]
    return found


def told(proceeding: Proceeding, *notices: tuple[NoticeKind, date]) -> Proceeding:
    return replace(proceeding, notices=tuple(Notice(kind, on) for kind, on in notices))


@given(PROCEEDINGS)
def test_alone_it_has_its_own_deadlines(proceeding: Proceeding) -> None:
    assert deadlines_of_act(proceeding, ()) == deadlines_of(proceeding)


@given(PROCEEDINGS)
def test_the_same_account_twice_changes_nothing(proceeding: Proceeding) -> None:
    """Also of notices: where one account has a kind twice the last day counts, and here the first is safe."""
    notices = tuple({each.kind: each for each in proceeding.notices}.values())
    one = replace(proceeding, notices=notices, offences=tuple(dict.fromkeys(proceeding.offences)))
    assert deadlines_of_act(one, (replace(one, proceeding_id=OTHER_ID),)) == deadlines_of(one)


def test_one_clock_for_each_entitled_person_and_offender_however_many_tell() -> None:
    both = replace(FOUND, entitled=(ME, SUPERIOR), offences=("stgb_185",))
    found = deadlines_of_act(both, (replace(both, proceeding_id=OTHER_ID), replace(both, proceeding_id=OTHER_ID)))
    assert [(each.entitled and each.entitled.ref, each.offender_ref) for each in found] == [("e1", "o1"), ("e2", "o1")]
    assert {each.proceeding_id for each in found} == {both.proceeding_id}


def test_an_entitled_person_or_offender_of_only_one_account_has_its_clock() -> None:
    more = replace(AT_POLICE, entitled=(SUPERIOR,), further_offenders=(Offender("o2", LATER),), offences=("stgb_185",))
    found = deadlines_of_act(replace(FOUND, offences=("stgb_185",)), (more,))
    refs = {(each.entitled and each.entitled.ref, each.offender_ref) for each in found}
    assert refs == {("e1", "o1"), ("e1", "o2"), ("e2", "o1"), ("e2", "o2")}


def test_what_one_account_does_not_know_the_other_does() -> None:
    assert of("strafantrag", THREAT, AT_POLICE).inputs.offender_known_on == LATER
    assert of("strafantrag", AT_POLICE, replace(THREAT, proceeding_id=OTHER_ID)).running


def test_of_two_days_the_earlier_says_until_when_to_act_and_the_later_when_it_is_over() -> None:
    early, late = of("strafantrag", FOUND).dates, of("strafantrag", AT_POLICE).dates
    dates = of("strafantrag", FOUND, AT_POLICE).dates
    assert early
    assert late
    assert dates
    assert (dates.safe_on, dates.act_by, dates.legal_on) == (early.safe_on, early.act_by, late.legal_on)
    assert of("strafantrag", replace(AT_POLICE, proceeding_id=FOUND.proceeding_id), FOUND).dates == dates


def test_it_is_not_missed_while_it_runs_by_one_of_the_days() -> None:
    between = date(2026, 5, 12)
    assert followed((), deadlines_of(FOUND), between)[0].missed_on == between
    assert followed((), deadlines_of_act(FOUND, (AT_POLICE,)), between)[0].running


def test_once_the_careful_day_has_passed_it_is_reminded_of_by_the_day_that_lies_ahead() -> None:
    joined = of("beschwerde", told(FOUND, (INSTRUCTED, date(2026, 2, 10))), told(OTHER, (INSTRUCTED, LATER)))
    (stored,) = followed((), [joined], LATER)
    said = []
    for days in range(30):
        fact = on_day(stored, LATER + timedelta(days=days))
        if fact is not None:
            said.append((stored.next_on, type(fact)))
            stored = fact.state
    assert said == [
        (date(2026, 2, 21), DeadlineReminded),
        (date(2026, 2, 23), DeadlineReminded),
        (date(2026, 2, 27), DeadlineReminded),
        (date(2026, 3, 3), DeadlineReminded),
        (date(2026, 3, 5), DeadlineReminded),
        (date(2026, 3, 7), DeadlineMissed),
    ]


def test_a_request_that_any_office_has_is_filed_for_the_act() -> None:
    assert of("strafantrag", FOUND, told(AT_POLICE, (NoticeKind.REQUEST_FILED, date(2026, 2, 25)))).is_met
    in_time_by_one = told(AT_POLICE, (NoticeKind.REQUEST_FILED, date(2026, 5, 12)))
    assert of("strafantrag", FOUND, in_time_by_one).is_met


def test_a_request_before_anybody_knew_of_the_act_is_a_mistake() -> None:
    later_act = replace(AT_POLICE, act_known_on=KNOWN)
    assert of("strafantrag", FOUND, told(later_act, (NoticeKind.REQUEST_FILED, ACT))).is_met
    assert not of("strafantrag", FOUND, told(later_act, (NoticeKind.REQUEST_FILED, date(2026, 1, 9)))).is_met


def test_a_request_is_needed_where_one_account_says_so() -> None:
    assert not of("strafantrag", replace(FOUND, offences=("stgb_238",))).running
    assert of("strafantrag", replace(FOUND, offences=("stgb_238",)), replace(AT_POLICE, offences=("stgb_185",))).running


def test_a_day_of_ones_own_counts_beside_an_account_without() -> None:
    known = Entitled(ref="e2", role="superior", act_known_on=date(2026, 3, 1), offender_known_on=date(2026, 3, 2))
    mine = replace(FOUND, entitled=(known,), offences=("stgb_185",))
    other = replace(AT_POLICE, entitled=(SUPERIOR,), offences=("stgb_185",))
    assert of("strafantrag", mine, other).inputs.starts_on == LATER


def test_the_same_letter_told_twice_begins_one_period() -> None:
    notice = (INSTRUCTED, date(2026, 2, 10))
    assert of("beschwerde", told(FOUND, notice), told(AT_POLICE, notice)) == of("beschwerde", told(FOUND, notice))


def test_of_two_days_of_a_letter_the_earlier_is_safe_and_the_later_is_the_end() -> None:
    dates = of("beschwerde", told(FOUND, (INSTRUCTED, date(2026, 2, 10))), told(OTHER, (INSTRUCTED, LATER))).dates
    assert dates
    assert (dates.safe_on, dates.legal_on) == (date(2026, 2, 24), date(2026, 3, 6))


def test_a_second_discontinuation_begins_anew_though_the_first_was_complained_of() -> None:
    first = told(FOUND, (INSTRUCTED, date(2026, 2, 2)), (NoticeKind.COMPLAINT_FILED, date(2026, 2, 9)))
    again = told(OTHER, (INSTRUCTED, date(2026, 9, 1)))
    assert of("beschwerde", first, again).inputs.starts_on == date(2026, 9, 1)
    assert of("beschwerde", first, again).running
    complained = told(OTHER, (INSTRUCTED, date(2026, 9, 1)), (NoticeKind.COMPLAINT_FILED, date(2026, 9, 3)))
    assert of("beschwerde", first, complained).is_met


def test_a_letter_that_was_over_before_the_next_came_takes_nothing_from_it() -> None:
    """The complaint against the second discontinuation runs for two weeks, with each of its reminders."""
    first, second = told(FOUND, (INSTRUCTED, date(2026, 2, 10))), told(OTHER, (INSTRUCTED, date(2026, 9, 1)))
    joined = of("beschwerde", first, second)
    assert joined.dates
    assert joined.dates == of("beschwerde", second).dates
    (stored,) = [each for each in followed((), [joined], date(2026, 9, 2)) if each.rule == "beschwerde"]
    assert (stored.missed_on, stored.next_on) == (None, joined.dates.act_by - timedelta(days=7))


LETTERS = st.lists(st.dates(date(2026, 1, 1), date(2026, 4, 30)), min_size=1, max_size=2)
KINDS = st.sampled_from(sorted(STARTING))


@given(KINDS, LETTERS, LETTERS, st.integers(0, 40))
def test_joined_it_is_over_only_where_it_is_by_each_account_and_never_later_than_the_careful_one(
    kind: NoticeKind, first: list[date], second: list[date], days: int
) -> None:
    one, other = (told(each, *((kind, on) for on in of)) for each, of in ((FOUND, first), (OTHER, second)))
    came = max(*first, *second)
    alone = [of_notice(kind, each) for each in (one, other)]
    joined = of_notice(kind, one, other)
    today = came + timedelta(days=days)
    assert (joined.stand(today) == "over") == all(each.stand(today) == "over" for each in alone)
    run = [each for each in alone if each.stand(came) == "runs"]
    if run:
        assert joined.stand(came) == "runs"
        assert joined.act_by <= min(each.act_by for each in run)


def of_notice(kind: NoticeKind, *accounts: Proceeding) -> Dates:
    (rule,) = [name for name, each in RULES.items() if kind in each.starts_with]
    # What only a report brings up stands for the information that was asked for after it.
    reported = [replace(each, notices=(*each.notices, REPORTED)) for each in accounts] if kind == ASKED else accounts
    dates = of(rule, *reported).dates
    assert dates
    return dates


def test_a_complaint_that_one_kind_of_end_allows_is_not_taken_away_by_the_other() -> None:
    small = replace(told(FOUND, (INSTRUCTED, LATER)), discontinuation=Discontinuation.STPO_153, news_on=LATER)
    no_proof = replace(OTHER, discontinuation=Discontinuation.STPO_170_2, news_on=ACT)
    assert not of("beschwerde", small).running
    assert of("beschwerde", small, no_proof).running


def test_of_two_laender_none_counts_alone() -> None:
    assert of("strafantrag", FOUND, replace(AT_POLICE, land="BY")).inputs.land is None
    assert of("strafantrag", replace(FOUND, land=None), AT_POLICE).inputs.land == "NW"


@pytest.mark.parametrize("lands", [("BE", "NW"), ("NW", "BE"), (None, None)])
def test_of_two_laender_it_is_over_only_after_the_last_day_of_either(lands: tuple[str | None, str | None]) -> None:
    """The fourth of June 2026 is Fronleichnam: a holiday in Nordrhein-Westfalen, none in Berlin."""
    notice = (INSTRUCTED, date(2026, 5, 21))
    accounts = [replace(told(each, notice), land=land) for each, land in zip((FOUND, OTHER), lands, strict=True)]
    joined = of("beschwerde", *accounts)
    assert joined.dates
    assert (joined.dates.act_by, joined.dates.legal_on) == (date(2026, 6, 3), date(2026, 6, 5))
    told_on_the_last = followed((), [joined], date(2026, 6, 5))
    assert [each.missed_on for each in told_on_the_last] == [None]
    assert [each.missed_on for each in followed((), [joined], date(2026, 6, 6))] == [date(2026, 6, 6)]


def test_a_deadline_of_the_joined_one_is_counted_by_that_of_the_other() -> None:
    stored = followed((), deadlines_of(AT_POLICE), LATER)
    (gone,) = changes(stored, [], FOUND.proceeding_id)
    assert isinstance(gone, DeadlineCancelled)
    assert gone.counted_by == deadline_id(FOUND.proceeding_id, "strafantrag", "e1", "o1")
    (alone,) = changes(stored, [])
    assert isinstance(alone, DeadlineCancelled)
    assert alone.counted_by is None
