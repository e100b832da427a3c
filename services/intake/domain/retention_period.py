"""How long what is closed stays: a period by kind and state, announced before its end, and held up by a legal hold."""

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
"""Months of a hold that is placed at once; it can be placed anew before its end."""


class Periods(BaseModel):
    """Months after the closing, by what was closed and how. A change counts for what is closed from then on: whoever
    was told a day is not told another.

    `contact`: one that never became a case; half a year is enough to ask again. `case`: three years, as long as claims
    (§ 195 BGB) and the prosecution of the lesser offences (§ 78 StGB) last, so that a repetition is recognised.
    `case_ended_early`: one that the person ended, or in which nobody heard of her any more.
    """

    model_config = ConfigDict(frozen=True)

    contact: int = Field(default=6, ge=1, le=120)
    case: int = Field(default=36, ge=1, le=120)
    case_ended_early: int = Field(default=12, ge=1, le=120)
    announced_days: int = Field(default=30, ge=7, le=90)
    """Between the announcement and the erasure."""

    @property
    def announced(self) -> timedelta:
        return timedelta(days=self.announced_days)

    def months_of(self, outcome: CaseOutcome | None, *, is_case: bool) -> int:
        if not is_case:
            return self.contact
        return self.case_ended_early if outcome in SHORT else self.case


PERIODS: Final = Periods()
"""Where the settings say nothing else."""


class HoldReason(StrEnum):
    """Words of a list, because they are kept in the chain of looks for good."""

    PROCEEDING = "proceeding"
    CLAIMS = "claims"
    ORDER = "order"
    REQUEST_OF_THE_PERSON = "request_of_the_person"


class Hold(BaseModel):
    """`until`: the last day on which nothing is erased.

    `of_another`: it came along from the case to which this belonged. Its reason is of that case, which may be another
    human's, and is not for this one's page.
    """

    model_config = ConfigDict(frozen=True)

    reason: HoldReason
    until: date
    by: Counsellor
    of_another: bool = False


class RetentionPeriod(State):
    """Of one thread. `ends_on` is None while it is open; the counsellor is told of the end since `announced_on`."""

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
    """All that decides whether a thread may be erased by time; `unread` counts also what the desk has not taken over.

    `tasks`: the open ones. `unassessed`: possible breaches that no supervisor has assessed. `joined`: of each thread
    that goes with it, by itself: two threads' proceedings are two.
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
    """With the closing; a hold that was placed before stays."""
    ends_on = months_after(closed_on, months)
    return Fact(period.model_copy(update={"ends_on": ends_on, "announced_on": None}))


def interrupt(period: RetentionPeriod) -> Fact[RetentionPeriod]:
    """What is open again has no end."""
    return Fact(period.model_copy(update={"ends_on": None, "announced_on": None}))


def place_hold(period: RetentionPeriod, reason: HoldReason, until: date, by: Counsellor) -> Fact[RetentionPeriod]:
    """In place of an earlier one. After it the erasure is announced anew, so that nothing goes on the day it ends."""
    held = Hold(reason=reason, until=until, by=by)
    return Fact(period.model_copy(update={"hold": held, "announced_on": None}))


def lift_hold(period: RetentionPeriod) -> Fact[RetentionPeriod] | None:
    """Lifting what does not hold is nothing new."""
    return Fact(period.model_copy(update={"hold": None, "announced_on": None})) if period.hold else None


def take_along(parted: RetentionPeriod, home: RetentionPeriod, today: date) -> Fact[RetentionPeriod] | None:
    """What leaves a held case stays held as long; None where its own hold lasts as long, or the case is not held."""
    held = home.hold
    if held is None or not home.is_held(today) or (parted.hold and parted.hold.until >= held.until):
        return None
    along = held.model_copy(update={"of_another": True})
    return Fact(parted.model_copy(update={"hold": along, "announced_on": None}))


def announce(period: RetentionPeriod, today: date) -> Fact[RetentionPeriod] | None:
    return None if period.announced_on else Fact(period.model_copy(update={"announced_on": today}))


def refuse_held(period: RetentionPeriod | None, today: date) -> None:
    """Also a human cannot erase what is held: the hold is lifted first, by a supervisor."""
    if period and period.is_held(today):
        raise Conflict("not-in-this-state", "Hier gilt eine Löschsperre. Heben Sie zuerst die Sperre auf.")


def obstacles(known: Circumstances, today: date) -> frozenset[Obstacle]:
    """What forbids to erase it by time, however long it is closed; in what goes with it too."""
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
    """Nothing is erased before its day, with an obstacle, or unless it was announced for as long as the periods say."""
    period = known.period
    if period.ends_on is None or today < period.ends_on - periods.announced or obstacles(known, today):
        return None
    if period.announced_on is None:
        return "announce"
    return "erase" if today >= max(period.ends_on, period.announced_on + periods.announced) else None


def erased_on(period: RetentionPeriod, periods: Periods, today: date) -> date | None:
    """The day from which it is erased if nothing else happens: what the person and the desk are told."""
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
