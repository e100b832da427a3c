"""Given a proceeding, when it is updated, then its deadlines are set, met, cancelled or left alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain.deadline_changes import (
    DeadlineCancelled,
    DeadlineChange,
    DeadlineMet,
    DeadlineSet,
    changes,
)
from services.notification.domain.deadlines import Deadline, Entitled, Proceeding, deadline_id, deadlines_of
from services.notification.domain.offences import OFFENCES

ME = Entitled(ref="e1", role="self")
SUPERIOR = Entitled(ref="e2", role="superior")
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


def facts(before: Proceeding | None, after: Proceeding) -> list[type[DeadlineChange]]:
    stored = deadlines_of(before) if before is not None else ()
    return [type(change) for change in changes(stored, deadlines_of(after))]


def only(proceeding: Proceeding) -> Deadline:
    (deadline,) = deadlines_of(proceeding)
    return deadline


def test_with_an_unknown_offender_no_deadline_runs() -> None:
    assert only(THREAT).stands_still == "offender_unknown"
    assert facts(None, THREAT) == []


def test_the_deadline_runs_from_the_day_on_which_act_and_offender_are_both_known() -> None:
    assert only(FOUND).running is not None
    assert only(FOUND).running == only(replace(FOUND, act_known_on=KNOWN, offender_known_on=ACT)).running
    assert facts(THREAT, FOUND) == [DeadlineSet]


def test_a_date_carries_its_rule_its_inputs_and_the_version_of_the_law() -> None:
    deadline = only(FOUND)
    assert (deadline.rule, deadline.law_version) == ("strafantrag", "2026-08")
    assert (deadline.inputs.act_known_on, deadline.inputs.offender_known_on, deadline.inputs.land) == (ACT, KNOWN, "NW")


def test_the_same_once_more_changes_nothing() -> None:
    assert facts(FOUND, FOUND) == []


def test_a_moved_date_is_set_again_under_the_same_id() -> None:
    earlier = replace(FOUND, offender_known_on=date(2026, 1, 20))
    (moved,) = changes(deadlines_of(FOUND), deadlines_of(earlier))
    assert isinstance(moved, DeadlineSet)
    assert moved.dates.safe_on == date(2026, 4, 20)
    assert moved.state.id == only(FOUND).id


def test_an_offender_who_turns_out_to_be_unknown_cancels_the_last_published_dates() -> None:
    (cancelled,) = changes(deadlines_of(FOUND), deadlines_of(THREAT))
    assert isinstance(cancelled, DeadlineCancelled)
    assert cancelled.dates == only(FOUND).dates


def test_another_offender_is_another_deadline() -> None:
    assert facts(FOUND, replace(FOUND, offender_ref="o2")) == [DeadlineSet, DeadlineCancelled]


def test_the_superior_has_a_deadline_of_its_own_for_an_insult() -> None:
    mine, theirs = deadlines_of(replace(FOUND, entitled=(ME, SUPERIOR), offences=("stgb_185",)))
    assert mine.running is not None
    assert theirs.running is not None
    assert mine.id != theirs.id


def test_the_superior_has_none_for_damage_to_property() -> None:
    mine, theirs = deadlines_of(replace(FOUND, entitled=(ME, SUPERIOR), offences=("stgb_303",)))
    assert mine.running is not None
    assert theirs.stands_still == "superior_may_not_file"


@pytest.mark.parametrize("offence", ["stgb_126a", "stgb_238", "stgb_240", "stgb_113"])
def test_what_is_prosecuted_ex_officio_has_no_deadline_that_runs(offence: str) -> None:
    assert only(replace(FOUND, offences=(offence,))).stands_still == "no_request_needed"


@pytest.mark.parametrize("offences", [(), ("unknown",), ("other",), ("stgb_238", "stgb_185")])
def test_in_doubt_the_deadline_runs(offences: tuple[str, ...]) -> None:
    assert only(replace(FOUND, offences=offences)).running is not None


def test_a_request_filed_in_time_meets_every_deadline() -> None:
    both = replace(FOUND, entitled=(ME, SUPERIOR), offences=("stgb_185",))
    assert facts(both, replace(both, request_filed_on=date(2026, 4, 30))) == [DeadlineMet, DeadlineMet]


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
    assert only(THREAT).id == only(FOUND).id


@given(st.lists(PROCEEDINGS, max_size=6))
def test_after_any_history_the_published_facts_agree_with_the_deadlines_that_run(history: list[Proceeding]) -> None:
    published: dict[str, DeadlineChange] = {}
    stored: tuple[Deadline, ...] = ()
    for proceeding in history:
        for change in changes(stored, deadlines_of(proceeding)):
            published[change.state.id] = change
        stored = deadlines_of(proceeding)
    running = {deadline.id: deadline.running for deadline in stored if deadline.running is not None}
    assert {key: change.dates for key, change in published.items() if isinstance(change, DeadlineSet)} == running


@given(PROCEEDINGS, st.integers(1, 400))
def test_later_knowledge_never_brings_an_earlier_end(proceeding: Proceeding, days: int) -> None:
    early = replace(proceeding, entitled=(ME,), request_filed_on=None, offender_known_on=KNOWN, act_known_on=ACT)
    late = replace(early, offender_known_on=KNOWN + timedelta(days=days))
    first, second = only(early).dates, only(late).dates
    assert first is not None
    assert second is not None
    assert (first.safe_on, first.act_by, first.legal_on) <= (second.safe_on, second.act_by, second.legal_on)
