"""Given a proceeding, when it is updated, then its deadlines are set, met, cancelled or left alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.deadline_texts import title
from services.notification.domain.deadline_changes import (
    DeadlineCancelled,
    DeadlineChange,
    DeadlineMet,
    DeadlineMissed,
    DeadlineReminded,
    DeadlineSet,
    changes,
    followed,
)
from services.notification.domain.deadlines import Deadline, Entitled, Offender, Proceeding, deadline_id, deadlines_of
from shared.contracts.vocabulary import Discontinuation, NoticeKind
from shared.deadlines.circumstances import Notice
from shared.deadlines.rules import RULES, RuleName
from shared.offences import OFFENCES

TODAY = date(2026, 2, 1)
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
NOTICES = st.builds(Notice, st.sampled_from(NoticeKind), st.dates(date(2025, 1, 1), date(2027, 1, 1)))
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))
PROCEEDINGS = st.builds(
    replace,
    st.just(THREAT),
    act_known_on=DAYS,
    offender_ref=st.sampled_from(["o1", "o2"]),
    offender_known_on=st.none() | DAYS,
    further_offenders=st.lists(
        st.builds(Offender, st.sampled_from(["o3", "o4"]), st.none() | DAYS), unique_by=lambda each: each.ref
    ).map(tuple),
    entitled=st.lists(st.sampled_from([ME, SUPERIOR]), unique=True).map(tuple),
    offences=st.lists(st.sampled_from([*OFFENCES, "other", "unknown"]), max_size=3).map(tuple),
    land=st.sampled_from(["NW", "BY", None]),
    notices=st.lists(NOTICES, max_size=4).map(tuple),
    discontinuation=st.none() | st.sampled_from(Discontinuation),
    news_on=st.none() | DAYS,
    is_over=st.booleans(),
)


def updated(before: Proceeding | None, after: Proceeding, today: date = TODAY) -> list[DeadlineChange]:
    stored = followed((), deadlines_of(before), today) if before is not None else []
    return changes(stored, followed(stored, deadlines_of(after), today))


def facts(before: Proceeding | None, after: Proceeding, today: date = TODAY) -> list[type[DeadlineChange]]:
    return [type(change) for change in updated(before, after, today)]


def filed(proceeding: Proceeding, on: date) -> Proceeding:
    return replace(proceeding, notices=(Notice(NoticeKind.REQUEST_FILED, on),))


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
    (moved,) = updated(FOUND, earlier)
    assert isinstance(moved, DeadlineSet)
    assert moved.dates.safe_on == date(2026, 4, 20)
    assert moved.state.id == only(FOUND).id


def test_an_offender_who_turns_out_to_be_unknown_cancels_the_last_published_dates() -> None:
    (cancelled,) = updated(FOUND, THREAT)
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
    assert facts(both, filed(both, date(2026, 4, 30))) == [DeadlineMet, DeadlineMet]


def test_a_request_filed_too_late_meets_nothing() -> None:
    assert facts(FOUND, filed(FOUND, date(2026, 5, 2))) == []


def test_the_id_of_a_deadline_depends_on_nothing_but_its_four_parts() -> None:
    ids = {
        deadline_id(proceeding, "strafantrag", entitled, offender)
        for proceeding in (THREAT.proceeding_id, THREAT.case_id)
        for entitled in ("e1", "e2")
        for offender in ("o1", "o2")
    }
    assert len(ids) == 8
    assert only(THREAT).id == only(FOUND).id


def test_a_request_written_down_for_a_day_before_the_act_meets_nothing() -> None:
    assert facts(FOUND, filed(FOUND, date(2026, 1, 1))) == []


def test_each_entitled_person_has_its_own_days_of_knowledge() -> None:
    superior = SUPERIOR.model_copy(update={"act_known_on": date(2026, 2, 10), "offender_known_on": date(2026, 2, 20)})
    mine, theirs = deadlines_of(replace(FOUND, entitled=(ME, superior), offences=("stgb_185",)))
    assert mine.running is not None
    assert theirs.running is not None
    assert (mine.running.safe_on, theirs.running.safe_on) == (date(2026, 4, 30), date(2026, 5, 20))


def test_a_superior_who_alone_knows_the_offender_has_a_deadline_that_runs_alone() -> None:
    superior = SUPERIOR.model_copy(update={"offender_known_on": KNOWN})
    mine, theirs = deadlines_of(replace(THREAT, entitled=(ME, superior), offences=("stgb_185",)))
    assert (mine.stands_still, theirs.stands_still) == ("offender_unknown", None)


def test_each_offender_has_a_deadline_of_its_own_and_one_that_is_unknown_holds_up_no_other() -> None:
    second, unknown = Offender("offender-2", date(2026, 2, 20)), Offender("offender-unknown", None)
    first, other, waiting = deadlines_of(replace(FOUND, further_offenders=(second, unknown)))
    assert first == only(FOUND)
    assert other.running is not None
    assert (other.running.safe_on, other.offender_ref) == (date(2026, 5, 20), "offender-2")
    assert waiting.stands_still == "offender_unknown"
    assert title(first) == "Strafantrag: betroffene Person"
    assert title(other) == "Strafantrag: betroffene Person, zweiter Täter"
    assert title(waiting) == "Strafantrag: betroffene Person, unbekannte weitere Täter"


def test_another_offender_who_turns_up_starts_a_clock_and_moves_none() -> None:
    both = replace(FOUND, further_offenders=(Offender("offender-2", date(2026, 2, 20)),))
    assert facts(FOUND, both) == [DeadlineSet]
    assert facts(both, FOUND) == [DeadlineCancelled]


def test_who_else_may_file_has_a_deadline_for_each_offender() -> None:
    superior = SUPERIOR.model_copy(update={"act_known_on": date(2026, 2, 10), "offender_known_on": date(2026, 2, 20)})
    second = Offender("offender-2", date(2026, 3, 1))
    found = deadlines_of(replace(FOUND, entitled=(ME, superior), offences=("stgb_185",), further_offenders=(second,)))
    assert [each.running.safe_on for each in found if each.running] == [
        date(2026, 4, 30),
        date(2026, 6, 1),
        date(2026, 5, 20),
        date(2026, 5, 20),
    ]
    assert len({each.id for each in found}) == 4


def test_a_request_of_the_victim_before_the_superior_knew_meets_both() -> None:
    superior = SUPERIOR.model_copy(update={"act_known_on": date(2026, 2, 10), "offender_known_on": date(2026, 2, 20)})
    both = replace(FOUND, entitled=(ME, superior), offences=("stgb_185",))
    assert facts(both, filed(both, date(2026, 2, 2))) == [DeadlineMet, DeadlineMet]


STARTED, CERTIFIED = NoticeKind.CONCILIATION_STARTED, NoticeKind.CONCILIATION_CERTIFIED


def test_the_deadline_stands_while_a_conciliation_is_pending_and_runs_on_after_its_certificate() -> None:
    pending = replace(FOUND, notices=(Notice(STARTED, date(2026, 3, 1)),))
    certified = replace(FOUND, notices=(*pending.notices, Notice(CERTIFIED, date(2026, 3, 31))))
    assert only(pending).stands_still == "conciliation_pending"
    assert facts(FOUND, pending) == [DeadlineCancelled]
    assert facts(pending, certified) == [DeadlineSet]
    running = only(certified).running
    assert running is not None
    assert running.safe_on == date(2026, 5, 30)


def test_a_conciliation_that_comes_too_late_or_is_the_superiors_suspends_nothing() -> None:
    late = replace(FOUND, notices=(Notice(STARTED, date(2026, 5, 4)),))
    assert only(late).running == only(FOUND).running
    pending = replace(FOUND, entitled=(SUPERIOR,), offences=("stgb_185",), notices=(Notice(STARTED, date(2026, 3, 1)),))
    assert only(pending).running == only(FOUND).running


def of_rule(proceeding: Proceeding, rule: RuleName) -> Deadline | None:
    return next((deadline for deadline in deadlines_of(proceeding) if deadline.rule == rule), None)


def known(kind: NoticeKind, on: date = date(2026, 12, 11)) -> Proceeding:
    return replace(THREAT, notices=(Notice(kind, on),))


@pytest.mark.parametrize(
    ("kind", "rule", "safe_on"),
    [
        (NoticeKind.DISCONTINUATION_WITH_INSTRUCTION, "beschwerde", date(2026, 12, 25)),
        (NoticeKind.SUPERIOR_DECISION, "klageerzwingung", date(2027, 1, 11)),
        (NoticeKind.REGISTER_BLOCK_ENTERED, "auskunftssperre", date(2028, 12, 11)),
        (NoticeKind.ACCIDENT_KNOWN, "unfallanzeige", date(2026, 12, 14)),
        (NoticeKind.EVIDENCE_SEEN, "evidence", date(2026, 12, 12)),
        (NoticeKind.REPORT_FILED, "followup_406d", date(2027, 3, 11)),
    ],
)
def test_a_notice_starts_its_deadline_and_no_other(kind: NoticeKind, rule: RuleName, safe_on: date) -> None:
    request, started = deadlines_of(known(kind))
    assert (request.rule, started.rule) == ("strafantrag", rule)
    assert started.running is not None
    assert started.running.safe_on == safe_on
    assert facts(THREAT, known(kind)) == [DeadlineSet]


@pytest.mark.parametrize(
    ("started", "ended"),
    [
        (NoticeKind.DISCONTINUATION_WITH_INSTRUCTION, NoticeKind.COMPLAINT_FILED),
        (NoticeKind.SUPERIOR_DECISION, NoticeKind.COURT_APPLICATION_FILED),
        (NoticeKind.ACCIDENT_KNOWN, NoticeKind.ACCIDENT_REPORTED),
        (NoticeKind.EVIDENCE_SEEN, NoticeKind.EVIDENCE_SECURED),
    ],
)
def test_the_notice_of_what_was_done_in_time_meets_it(started: NoticeKind, ended: NoticeKind) -> None:
    done = replace(THREAT, notices=(Notice(started, date(2026, 12, 11)), Notice(ended, date(2026, 12, 11))))
    late = replace(THREAT, notices=(Notice(started, date(2026, 12, 11)), Notice(ended, date(2029, 12, 11))))
    assert facts(known(started), done) == [DeadlineMet]
    assert facts(known(started), late) == []


def test_every_notice_of_the_form_starts_ends_suspends_or_is_named_here() -> None:
    used = {kind for rule in RULES.values() for kind in (*rule.starts_with, *rule.shown_with)}
    used |= {rule.met_by[0] for rule in RULES.values() if rule.met_by}
    used |= {kind for rule in RULES.values() for kind in rule.suspended_between or ()}
    assert set(NoticeKind) - used == {NoticeKind.ACT_ENDED, NoticeKind.OTHER, NoticeKind.UNKNOWN}


@pytest.mark.parametrize(
    ("discontinuation", "kind", "why"),
    [
        (None, NoticeKind.DISCONTINUATION, "not_instructed"),
        (Discontinuation.STPO_170_2, NoticeKind.DISCONTINUATION, "not_instructed"),
        (Discontinuation.PRIVATE_ACTION, NoticeKind.DISCONTINUATION_WITH_INSTRUCTION, "private_action_only"),
        (Discontinuation.STPO_153A, NoticeKind.DISCONTINUATION_WITH_INSTRUCTION, "no_complaint_open"),
    ],
)
def test_a_complaint_without_instruction_or_against_what_cannot_be_complained_of_has_no_period(
    discontinuation: Discontinuation | None, kind: NoticeKind, why: str
) -> None:
    complaint = of_rule(replace(known(kind), discontinuation=discontinuation), "beschwerde")
    assert complaint is not None
    assert complaint.stands_still == why


def test_a_discontinuation_without_any_letter_says_why_no_complaint_runs() -> None:
    complaint = of_rule(replace(THREAT, discontinuation=Discontinuation.STPO_170_2), "beschwerde")
    assert complaint is not None
    assert complaint.stands_still == "not_instructed"


def test_news_start_the_follow_up_anew_and_the_end_of_the_proceeding_stops_it() -> None:
    reported = replace(known(NoticeKind.REPORT_FILED), news_on=date(2027, 1, 5))
    follow_up = of_rule(reported, "followup_406d")
    assert follow_up is not None
    assert follow_up.running is not None
    assert follow_up.running.safe_on == date(2027, 4, 5)
    assert facts(reported, replace(reported, is_over=True)) == [DeadlineCancelled]


@given(PROCEEDINGS)
def test_whatever_is_known_the_dates_of_every_rule_keep_their_order(proceeding: Proceeding) -> None:
    for deadline in deadlines_of(proceeding):
        if deadline.dates is not None:
            assert deadline.dates.act_by <= deadline.dates.safe_on <= deadline.dates.legal_on


@given(st.lists(st.tuples(PROCEEDINGS, st.dates(date(2025, 1, 1), date(2027, 1, 1))), max_size=6))
def test_after_any_history_the_published_facts_agree_with_the_deadlines(
    history: list[tuple[Proceeding, date]],
) -> None:
    published: dict[str, DeadlineChange] = {}
    stored: list[Deadline] = []
    for proceeding, today in sorted(history, key=lambda each: each[1]):
        after = followed(stored, deadlines_of(proceeding), today)
        for change in changes(stored, after):
            published[change.state.id] = change
        stored = after
    running = {deadline.id: deadline.running for deadline in stored if deadline.running is not None}
    missed = {deadline.id: deadline.published for deadline in stored if deadline.missed_on is not None}
    runs = (DeadlineSet, DeadlineReminded)
    assert {key: change.dates for key, change in published.items() if isinstance(change, runs)} == running
    assert {key: change.dates for key, change in published.items() if isinstance(change, DeadlineMissed)} == missed


@given(PROCEEDINGS, st.integers(1, 400))
def test_later_knowledge_never_brings_an_earlier_end(proceeding: Proceeding, days: int) -> None:
    early = replace(THREAT, offences=proceeding.offences, land=proceeding.land, offender_known_on=KNOWN)
    late = replace(early, offender_known_on=KNOWN + timedelta(days=days))
    first, second = only(early).dates, only(late).dates
    assert first is not None
    assert second is not None
    assert (first.safe_on, first.act_by, first.legal_on) <= (second.safe_on, second.act_by, second.legal_on)
