"""Nothing is erased by time before its day, unannounced, or while anything stands against it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.intake.domain import retention_period
from services.intake.domain.case import Case, Partner, Referral
from services.intake.domain.contact import Contact
from services.intake.domain.ids import CaseId, ContactId, Counsellor, PartnerId, ReferralId, ThreadId
from services.intake.domain.progress import Progress, Step
from services.intake.domain.retention_period import (
    Circumstances,
    Hold,
    HoldReason,
    Obstacle,
    Periods,
    RetentionPeriod,
)
from services.intake.domain.situation import Situation
from services.intake.domain.task import Task, TaskKind
from services.intake.domain.thread_content import Kept
from services.intake.state_texts.kept import of_kept
from shared.contracts.vocabulary import CaseOutcome, Channel, Land, ProceedingState, Reason
from shared.day import months_after
from shared.errors import Conflict

CLOSED_ON = date(2026, 11, 30)
AT = datetime(2026, 11, 1, tzinfo=UTC)
THREAD, SVEN = ThreadId("case"), Counsellor("sven")
PERIODS = Periods()
DUE = RetentionPeriod(thread=THREAD, ends_on=date(2029, 11, 30), announced_on=date(2029, 10, 31))
LATE = date(2035, 1, 1)

CONTACT = Contact(
    id=ContactId("contact"),
    case_id=CaseId("case"),
    channel=Channel.PORTAL,
    reason=Reason.COUNSELLING,
    land=Land.SN,
    recorded_at=AT,
    state="closed",
    counsellor=Counsellor("anna"),
)
CASE = Case(id=CaseId("case"), contact_id=CONTACT.id, channel=Channel.PORTAL, situation=Situation(), state="closed")
FREE = Circumstances(DUE, CONTACT, CASE, progress=(), tasks=(), unread=0)


def a_step(step: Step, proceeding: ProceedingState | None = None, of: str | None = None, days: int = 0) -> Progress:
    at = AT + timedelta(days=days)
    return Progress(id=f"{step} {days}", thread=THREAD, step=step, at=at, proceeding=proceeding, proceeding_id=of)


def a_task(kind: TaskKind) -> Task:
    return Task(
        id=str(kind), thread=THREAD, kind=kind, about="x", counsellor=None, since=AT, due=AT, shows_from=AT, place="p"
    )


def with_referral(*, is_open: bool) -> Case:
    partner = Partner(id=PartnerId("partner"), name="Stelle (Demo)")
    return CASE.model_copy(update={"referrals": (Referral(id=ReferralId("r"), partner=partner, open=is_open),)})


HELD = retention_period.place_hold(DUE, HoldReason.CLAIMS, LATE, SVEN).state.model_copy(
    update={"announced_on": DUE.announced_on}
)
AGAINST_IT = {
    Obstacle.OPEN: replace(FREE, contact=CONTACT.model_copy(update={"state": "assigned"})),
    Obstacle.HOLD: replace(FREE, period=HELD),
    Obstacle.REFERRAL: replace(FREE, case=with_referral(is_open=True)),
    Obstacle.PROCEEDING: replace(FREE, progress=(a_step("proceeding", ProceedingState.INVESTIGATION),)),
    Obstacle.DEADLINE: replace(FREE, progress=(a_step("deadline"),)),
    Obstacle.UNREAD: replace(FREE, unread=1),
    Obstacle.TASK: replace(FREE, tasks=(a_task(TaskKind.WROTE),)),
    Obstacle.ASSESSMENT: replace(FREE, unassessed=1),
}


def test_what_is_due_and_announced_is_erased_when_nothing_stands_against_it() -> None:
    assert retention_period.next_step(FREE, PERIODS, date(2029, 11, 29)) is None
    assert retention_period.next_step(FREE, PERIODS, date(2029, 11, 30)) == "erase"


@pytest.mark.parametrize("obstacle", Obstacle)
def test_each_obstacle_alone_forbids_it(obstacle: Obstacle) -> None:
    assert retention_period.obstacles(AGAINST_IT[obstacle], LATE) == {obstacle}
    assert retention_period.next_step(AGAINST_IT[obstacle], PERIODS, LATE) is None


@pytest.mark.parametrize("obstacle", Obstacle)
def test_each_forbids_it_in_what_is_joined_too(obstacle: Obstacle) -> None:
    with_it = replace(FREE, joined=(FREE, AGAINST_IT[obstacle]))
    assert retention_period.obstacles(with_it, LATE) == {obstacle}
    assert retention_period.next_step(with_it, PERIODS, LATE) is None


def test_what_ended_in_one_thread_does_not_hide_what_runs_in_the_other() -> None:
    runs = replace(FREE, progress=(a_step("proceeding", ProceedingState.INVESTIGATION, days=1),))
    ended = replace(FREE, progress=(a_step("proceeding", ProceedingState.FINAL, days=2),))
    for one, other in ((runs, ended), (ended, runs)):
        assert Obstacle.PROCEEDING in retention_period.obstacles(replace(one, joined=(other,)), LATE)


@pytest.mark.parametrize(
    "over",
    [
        replace(FREE, case=with_referral(is_open=False)),
        replace(FREE, progress=(a_step("deadline_met"), a_step("deadline_missed"), a_step("deadline_cancelled"))),
        replace(FREE, progress=(a_step("proceeding", ProceedingState.FINAL),)),
        replace(FREE, progress=(a_step("proceeding", ProceedingState.DISCONTINUED),)),
        replace(FREE, tasks=(a_task(TaskKind.ERASURE_NEAR),)),
        replace(FREE, case=None, contact=CONTACT.model_copy(update={"case_id": None})),
    ],
)
def test_what_is_over_stands_against_nothing(over: Circumstances) -> None:
    assert retention_period.next_step(over, PERIODS, LATE) == "erase"


def test_one_proceeding_that_ended_does_not_hide_another_that_runs() -> None:
    ended = a_step("proceeding", ProceedingState.FINAL, "one", days=2)
    runs = a_step("proceeding", ProceedingState.INVESTIGATION, "two", days=1)
    earlier = a_step("proceeding", ProceedingState.INVESTIGATION, "one", days=0)
    assert Obstacle.PROCEEDING in retention_period.obstacles(replace(FREE, progress=(ended, runs)), LATE)
    assert retention_period.obstacles(replace(FREE, progress=(ended, earlier)), LATE) == frozenset()


@pytest.mark.parametrize(
    ("outcome", "is_case", "ends_on"),
    [
        (CaseOutcome.RESOLVED, True, date(2029, 11, 30)),
        (CaseOutcome.REFERRED_ON, True, date(2029, 11, 30)),
        (CaseOutcome.ENDED_BY_PERSON, True, date(2027, 11, 30)),
        (CaseOutcome.NO_FURTHER_CONTACT, True, date(2027, 11, 30)),
        (None, True, date(2029, 11, 30)),
        (None, False, date(2027, 5, 30)),
    ],
)
def test_the_period_depends_on_what_was_closed_and_how(
    outcome: CaseOutcome | None, is_case: bool, ends_on: date
) -> None:
    months = PERIODS.months_of(outcome, is_case=is_case)
    begun = retention_period.begin(RetentionPeriod(thread=THREAD), CLOSED_ON, months)
    assert begun.state.ends_on == ends_on


def test_what_is_held_is_not_erased_by_hand_either() -> None:
    with pytest.raises(Conflict):
        retention_period.refuse_held(HELD, LATE)
    retention_period.refuse_held(HELD, LATE + timedelta(days=1))
    retention_period.refuse_held(None, LATE)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 120))
def test_months_are_counted_by_the_calendar(day: date, months: int) -> None:
    after = months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after.day < day.day and (after + timedelta(days=1)).day == 1)


class RetentionMachine(RuleBasedStateMachine):
    """Days pass, the desk acts, and the sweep comes whenever it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.today = CLOSED_ON
        self.period = RetentionPeriod(thread=THREAD)
        self.is_open = True
        self.obstructed = False
        self.held_until: date | None = None
        self.announced: date | None = None
        self.erased = False

    @rule(days=st.integers(1, 400))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(outcome=st.sampled_from(CaseOutcome))
    def closed(self, outcome: CaseOutcome) -> None:
        if self.is_open and not self.erased:
            months = PERIODS.months_of(outcome, is_case=True)
            self.period = retention_period.begin(self.period, self.today, months).state
            self.closed_on, self.is_open, self.announced = self.today, False, None

    @rule()
    def reopened(self) -> None:
        if not self.is_open and not self.erased:
            self.period, self.is_open = retention_period.interrupt(self.period).state, True

    @rule(days=st.integers(0, 800))
    def held(self, days: int) -> None:
        self.held_until = self.today + timedelta(days=days)
        self.period = retention_period.place_hold(self.period, HoldReason.ORDER, self.held_until, SVEN).state
        self.announced = None

    @rule()
    def lifted(self) -> None:
        if lifted := retention_period.lift_hold(self.period):
            self.period, self.held_until, self.announced = lifted.state, None, None

    @rule(stands=st.booleans())
    def something_stands_against_it(self, stands: bool) -> None:
        self.obstructed = stands

    @rule()
    def swept(self) -> None:
        if self.erased:
            return
        state = "assigned" if self.is_open else "closed"
        known = replace(
            FREE,
            period=self.period,
            contact=CONTACT.model_copy(update={"state": state}),
            case=with_referral(is_open=self.obstructed),
        )
        said = retention_period.erased_on(self.period, PERIODS, self.today)
        step = retention_period.next_step(known, PERIODS, self.today)
        if step == "announce":
            announced = retention_period.announce(self.period, self.today)
            assert announced
            self.period, self.announced = announced.state, self.today
        if step == "erase":
            assert not self.is_open
            assert not self.obstructed
            assert self.held_until is None or self.today > self.held_until
            assert self.announced
            assert self.today - self.announced >= PERIODS.announced
            assert self.today >= months_after(self.closed_on, min(PERIODS.case, PERIODS.case_ended_early))
            assert said
            assert said <= self.today, "never before the day that was told"
            self.erased = True

    @invariant()
    def what_is_open_has_no_end(self) -> None:
        assert self.is_open == (self.period.ends_on is None)


TestRetention = RetentionMachine.TestCase


@given(st.integers(0, 60), st.integers(1, 2_000))
def test_what_nothing_stands_against_is_erased_in_the_end(late: int, hold: int) -> None:
    """Whenever the sweep comes: announced, and after the days of the announcement erased on the day that was told."""
    until = CLOSED_ON + timedelta(days=hold)
    period = retention_period.begin(RetentionPeriod(thread=THREAD), CLOSED_ON, PERIODS.case).state
    period = retention_period.place_hold(period, HoldReason.PROCEEDING, until, SVEN).state
    today = max(months_after(CLOSED_ON, PERIODS.case), until + timedelta(days=1)) + timedelta(days=late)
    assert retention_period.next_step(replace(FREE, period=period), PERIODS, today) == "announce"
    announced = retention_period.announce(period, today)
    assert announced
    told = retention_period.erased_on(announced.state, PERIODS, today)
    assert told
    assert told - today == PERIODS.announced
    assert retention_period.next_step(replace(FREE, period=announced.state), PERIODS, told) == "erase"


@pytest.mark.parametrize(
    ("own", "home", "along"),
    [
        (None, None, None),
        (None, LATE, LATE),
        (None, date(2026, 1, 1), None),
        (date(2030, 1, 1), LATE, LATE),
        (LATE, date(2030, 1, 1), None),
        (LATE, LATE, None),
    ],
)
def test_what_leaves_a_held_case_stays_held_as_long(own: date | None, home: date | None, along: date | None) -> None:
    def held(until: date | None) -> RetentionPeriod:
        hold = Hold(reason=HoldReason.ORDER, until=until, by=SVEN) if until else None
        return RetentionPeriod(thread=THREAD, hold=hold)

    made = retention_period.take_along(held(own), held(home), CLOSED_ON)
    assert (made.state.hold.until if made and made.state.hold else None) == along
    if made and made.state.hold:
        assert made.state.hold.of_another


def test_the_reason_of_another_case_is_not_on_her_page() -> None:
    said = of_kept(Kept(ends_on=None, held_until=LATE), CLOSED_ON)
    assert said == "Wir löschen es mindestens bis zum 1. Januar 2035 nicht. Fragen Sie uns dazu, wenn Sie möchten."
    whole = of_kept(Kept(ends_on=None, held_until=LATE, held_because=HoldReason.ORDER), CLOSED_ON)
    assert whole
    assert "nicht, weil ein Gericht" in whole
