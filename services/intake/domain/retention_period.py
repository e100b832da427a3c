"""Retention of closed threads: a period by kind and outcome, announced before its end, and held up by a legal hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.progress import Progress
from services.intake.domain.task import Task, TaskKind
from shared.contracts.vocabulary import CaseOutcome, ProceedingState
from shared.day import months_after
from shared.errors import Conflict
from shared.state import Fact, State

SHORT: Final = frozenset({CaseOutcome.ENDED_BY_PERSON, CaseOutcome.NO_FURTHER_CONTACT})
RUNNING: Final = frozenset(ProceedingState) - {
    ProceedingState.UNREPORTED,
    ProceedingState.DISCONTINUED,
    ProceedingState.FINAL,
}
LONGEST_HOLD: Final = 36
"""Longest hold, in months from the day it is placed; it can be placed anew before its end."""


class Periods(BaseModel):
    """Months after the closing, by kind and outcome.

    A change applies to later closings only: a person who was told a day is not told another.

    `contact`: one that never became a case; half a year is enough to ask again. `case`: three years, as long as claims
    (§ 195 BGB) and the prosecution of the lesser offences (§ 78 StGB) last, so that a repetition is recognised.
    `case_ended_early`: one that the person ended, or in which nobody heard of them any more.
    """

    model_config = ConfigDict(frozen=True)

    contact: int = Field(default=6, ge=1, le=120)
    case: int = Field(default=36, ge=1, le=120)
    case_ended_early: int = Field(default=12, ge=1, le=120)
    announced_days: int = Field(default=30, ge=7, le=90)
    """Days between the announcement and the erasure."""

    @property
    def announced(self) -> timedelta:
        return timedelta(days=self.announced_days)

    def months_of(self, outcome: CaseOutcome | None, *, is_case: bool) -> int:
        if not is_case:
            return self.contact
        return self.case_ended_early if outcome in SHORT else self.case


PERIODS: Final = Periods()
"""Periods that apply unless the settings name others."""


class HoldReason(StrEnum):
    """Reason of a hold: words of a list, because the audit trail keeps them for good."""

    PROCEEDING = "proceeding"
    CLAIMS = "claims"
    ORDER = "order"
    REQUEST_OF_THE_PERSON = "request_of_the_person"


class Hold(BaseModel):
    """`until`: the last day on which nothing is erased.

    `of_another`: whether it came along from the case that this thread was joined to. Its reason belongs to that case,
    which may be another human's, and is not shown on this thread's page.
    """

    model_config = ConfigDict(frozen=True)

    reason: HoldReason
    until: date
    by: Counsellor
    of_another: bool = False


class RetentionPeriod(State):
    """The period of one thread.

    `ends_on`: None while it is open; `announced_on`: the day the counsellor was told of the end.
    """

    thread: ThreadId
    ends_on: date | None = None
    announced_on: date | None = None
    hold: Hold | None = None

    def is_held(self, today: date) -> bool:
        return self.hold is not None and today <= self.hold.until


class Obstacle(StrEnum):
    OPEN = "open"
    HOLD = "hold"
    REFERRAL = "referral"
    PROCEEDING = "proceeding"
    DEADLINE = "deadline"
    UNREAD = "unread"
    TASK = "task"
    ASSESSMENT = "assessment"


@dataclass(frozen=True)
class Circumstances:
    """All that decides whether a thread may be erased by time.

    `unread` includes requests that the desk has not taken over; `tasks`: the open ones. `unassessed`: number of
    possible breaches that no supervisor has assessed. `joined`: the circumstances of each joined thread, kept apart
    because two threads' proceedings are two.
    """

    period: RetentionPeriod
    contact: Contact
    case: Case | None
    progress: tuple[Progress, ...]
    tasks: tuple[Task, ...]
    unread: int
    joined: tuple["Circumstances", ...] = ()
    unassessed: int = 0


Step = Literal["announce", "erase"]


def begin(period: RetentionPeriod, closed_on: date, months: int) -> Fact[RetentionPeriod]:
    """Begins the period at the closing; a hold that was placed before stays."""
    ends_on = months_after(closed_on, months)
    return Fact(period.model_copy(update={"ends_on": ends_on, "announced_on": None}))


def interrupt(period: RetentionPeriod) -> Fact[RetentionPeriod]:
    """Ends the period, because the thread is open again."""
    return Fact(period.model_copy(update={"ends_on": None, "announced_on": None}))


def place_hold(period: RetentionPeriod, reason: HoldReason, until: date, by: Counsellor) -> Fact[RetentionPeriod]:
    """Places a hold, in place of an earlier one.

    The erasure is announced anew after it, never carried out on its last day.
    """
    held = Hold(reason=reason, until=until, by=by)
    return Fact(period.model_copy(update={"hold": held, "announced_on": None}))


def lift_hold(period: RetentionPeriod) -> Fact[RetentionPeriod] | None:
    """Lifts the hold; None if there is none."""
    return Fact(period.model_copy(update={"hold": None, "announced_on": None})) if period.hold else None


def take_along(parted: RetentionPeriod, home: RetentionPeriod, today: date) -> Fact[RetentionPeriod] | None:
    """Keeps a parted thread held as long as its case; None if its own hold lasts as long, or the case is not held."""
    held = home.hold
    if held is None or not home.is_held(today) or (parted.hold and parted.hold.until >= held.until):
        return None
    along = held.model_copy(update={"of_another": True})
    return Fact(parted.model_copy(update={"hold": along, "announced_on": None}))


def announce(period: RetentionPeriod, today: date) -> Fact[RetentionPeriod] | None:
    return None if period.announced_on else Fact(period.model_copy(update={"announced_on": today}))


def refuse_held(period: RetentionPeriod | None, today: date) -> None:
    """Raises Conflict while a hold applies: a human cannot erase either, until a supervisor lifts the hold."""
    if period and period.is_held(today):
        raise Conflict("not-in-this-state", "Hier gilt eine Löschsperre. Heben Sie zuerst die Sperre auf.")


def obstacles(known: Circumstances, today: date) -> frozenset[Obstacle]:
    """Returns what forbids the erasure by time, however long it is closed, also in the joined threads."""
    found = {
        Obstacle.OPEN: known.contact.state != "closed" or (known.case is not None and known.case.state != "closed"),
        Obstacle.HOLD: known.period.is_held(today),
        Obstacle.REFERRAL: known.case is not None and any(each.open for each in known.case.referrals),
        Obstacle.PROCEEDING: _proceeding_runs(known.progress),
        Obstacle.DEADLINE: any(each.step in ("deadline", "deadline_near") for each in known.progress),
        Obstacle.UNREAD: known.unread > 0,
        Obstacle.TASK: any(each.kind is not TaskKind.ERASURE_NEAR for each in known.tasks),
        Obstacle.ASSESSMENT: known.unassessed > 0,
    }
    own = frozenset(each for each, stands in found.items() if stands)
    return own.union(*(obstacles(each, today) for each in known.joined))


def next_step(known: Circumstances, periods: Periods, today: date) -> Step | None:
    """Returns the due step: no erasure before its day, with an obstacle, or before its full announcement."""
    period = known.period
    if period.ends_on is None or today < period.ends_on - periods.announced or obstacles(known, today):
        return None
    if period.announced_on is None:
        return "announce"
    return "erase" if today >= max(period.ends_on, period.announced_on + periods.announced) else None


def erased_on(period: RetentionPeriod, periods: Periods, today: date) -> date | None:
    """Returns the day of erasure if nothing else happens, as the person and the desk are told; None while open."""
    if period.ends_on is None:
        return None
    free_on = period.hold.until + timedelta(days=1) if period.hold and period.is_held(today) else today
    announced_on = period.announced_on or max(period.ends_on - periods.announced, free_on)
    return max(period.ends_on, announced_on + periods.announced)


def _proceeding_runs(progress: Iterable[Progress]) -> bool:
    newest: dict[str | None, Progress] = {}
    for each in sorted(progress, key=lambda each: each.at):
        if each.step == "proceeding":
            newest[each.proceeding_id] = each
    return any(each.proceeding in RUNNING for each in newest.values() if each.same_act_as is None)
