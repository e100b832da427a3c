"""Given a proceeding, when it is told anew, then these facts are said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain.changes import Change, changes
from services.notification.domain.deadlines import Clock, Entitled, Proceeding, clocks_of, deadline_id
from services.notification.domain.offences import OFFENCES

ME = Entitled("e1", "self")
SUPERIOR = Entitled("e2", "superior")
ACT = date(2026, 1, 10)
KNOWN = date(2026, 1, 31)
THREAT = Proceeding(
    case_id="5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0001",
    proceeding_id="5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0002",
    act_known_on=ACT,
    offender_ref="o1",
    offender_known_on=None,
    entitled=(ME,),
    offences=("stgb_241",),
    land="NW",
)
FOUND = replace(THREAT, offender_known_on=KNOWN)
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))
PROCEEDINGS = st.builds(
    replace,
    st.just(THREAT),
    act_known_on=DAYS,
    offender_ref=st.sampled_from(["o1", "o2"]),
    offender_known_on=st.none() | DAYS,
    entitled=st.lists(st.sampled_from([ME, SUPERIOR]), unique=True).map(tuple),
    offences=st.lists(st.sampled_from([*OFFENCES, "other", "unknown"]), max_size=3).map(tuple),
    land=st.sampled_from(["NW", "BY", None]),
    request_filed_on=st.none() | DAYS,
)


def facts(before: Proceeding | None, after: Proceeding) -> list[str]:
    kept = clocks_of(before) if before is not None else ()
    return [change.fact for change in changes(kept, clocks_of(after))]


def only(proceeding: Proceeding) -> Clock:
    (clock,) = clocks_of(proceeding)
    return clock


def test_an_unknown_offender_starts_no_clock() -> None:
    assert only(THREAT).stands_still == "offender_unknown"
    assert facts(None, THREAT) == []


def test_the_clock_starts_on_the_day_on_which_act_and_offender_are_both_known() -> None:
    assert only(FOUND).running is not None
    assert only(FOUND).running == only(replace(FOUND, act_known_on=KNOWN, offender_known_on=ACT)).running
    assert facts(THREAT, FOUND) == ["set"]


def test_a_date_carries_its_rule_its_inputs_and_the_version_of_the_law() -> None:
    clock = only(FOUND)
    assert (clock.rule, clock.law_version) == ("strafantrag", "2026-08")
    assert (clock.inputs.act_known_on, clock.inputs.offender_known_on, clock.inputs.land) == (ACT, KNOWN, "NW")


def test_the_same_once_more_says_nothing() -> None:
    assert facts(FOUND, FOUND) == []


def test_a_moved_date_is_set_again_under_the_same_id() -> None:
    earlier = replace(FOUND, offender_known_on=date(2026, 1, 20))
    (moved,) = changes(clocks_of(FOUND), clocks_of(earlier))
    assert (moved.fact, moved.dates.safe_on) == ("set", date(2026, 4, 20))
    assert moved.clock.deadline_id == only(FOUND).deadline_id


def test_an_offender_who_turns_out_to_be_unknown_cancels_the_last_dates_said() -> None:
    (cancelled,) = changes(clocks_of(FOUND), clocks_of(THREAT))
    assert (cancelled.fact, cancelled.dates) == ("cancelled", only(FOUND).dates)


def test_another_offender_is_another_clock() -> None:
    assert facts(FOUND, replace(FOUND, offender_ref="o2")) == ["set", "cancelled"]


def test_the_superior_has_a_clock_of_its_own_for_an_insult() -> None:
    mine, theirs = clocks_of(replace(FOUND, entitled=(ME, SUPERIOR), offences=("stgb_185",)))
    assert mine.running is not None
    assert theirs.running is not None
    assert mine.deadline_id != theirs.deadline_id


def test_the_superior_has_none_for_damage_to_property() -> None:
    mine, theirs = clocks_of(replace(FOUND, entitled=(ME, SUPERIOR), offences=("stgb_303",)))
    assert mine.running is not None
    assert theirs.stands_still == "superior_may_not_file"


@pytest.mark.parametrize("offence", ["stgb_126a", "stgb_238", "stgb_240", "stgb_113"])
def test_what_is_prosecuted_ex_officio_starts_no_clock(offence: str) -> None:
    assert only(replace(FOUND, offences=(offence,))).stands_still == "no_request_needed"


@pytest.mark.parametrize("offences", [(), ("unknown",), ("other",), ("stgb_238", "stgb_185")])
def test_in_doubt_the_clock_runs(offences: tuple[str, ...]) -> None:
    assert only(replace(FOUND, offences=offences)).running is not None


def test_a_request_filed_in_time_meets_every_clock() -> None:
    both = replace(FOUND, entitled=(ME, SUPERIOR), offences=("stgb_185",))
    assert facts(both, replace(both, request_filed_on=date(2026, 4, 30))) == ["met", "met"]


def test_a_request_filed_too_late_meets_nothing() -> None:
    assert facts(FOUND, replace(FOUND, request_filed_on=date(2026, 5, 2))) == []


def test_the_id_of_a_deadline_depends_on_nothing_but_its_four_parts() -> None:
    ids = {
        deadline_id(proceeding, "strafantrag", entitled, offender)
        for proceeding in (THREAT.proceeding_id, THREAT.case_id)
        for entitled in ("e1", "e2")
        for offender in ("o1", "o2")
    }
    assert len(ids) == 8
    assert only(THREAT).deadline_id == only(FOUND).deadline_id


@given(st.lists(PROCEEDINGS, max_size=6))
def test_whatever_is_told_the_facts_said_agree_with_the_clocks_that_run(history: list[Proceeding]) -> None:
    said: dict[str, Change] = {}
    kept: tuple[Clock, ...] = ()
    for proceeding in history:
        for change in changes(kept, clocks_of(proceeding)):
            said[change.clock.deadline_id] = change
        kept = clocks_of(proceeding)
    running = {clock.deadline_id: clock.running for clock in kept if clock.running is not None}
    assert {key: change.dates for key, change in said.items() if change.fact == "set"} == running


@given(PROCEEDINGS, st.integers(1, 400))
def test_later_knowledge_never_brings_an_earlier_end(proceeding: Proceeding, days: int) -> None:
    early = replace(proceeding, entitled=(ME,), request_filed_on=None, offender_known_on=KNOWN, act_known_on=ACT)
    late = replace(early, offender_known_on=KNOWN + timedelta(days=days))
    first, second = only(early).dates, only(late).dates
    assert first is not None
    assert second is not None
    assert (first.safe_on, first.act_by, first.legal_on) <= (second.safe_on, second.act_by, second.legal_on)
