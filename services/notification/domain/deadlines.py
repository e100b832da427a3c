"""The deadlines of a proceeding, whether they run or not.

§ 77b StGB gives one to each entitled person and offender.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict

from shared.contracts.vocabulary import Discontinuation
from shared.deadlines.circumstances import Circumstances, Course, Notice, Role, course_of
from shared.deadlines.legal_periods import Dates
from shared.deadlines.rules import OF_A_PROCEEDING, RULES, Met, RuleName, StandsStill
from shared.state import State


class Entitled(BaseModel):
    """A person or office that may file the request; `ref` is unique within its proceeding.

    One without days of its own is taken to know what the affected person knows: its deadline is then never too late.
    """

    model_config = ConfigDict(frozen=True)

    ref: str
    role: Role
    act_known_on: date | None = None
    offender_known_on: date | None = None


class Offender(NamedTuple):
    """An offender. `known_on`: the day since which the affected person knows who it is; None: not known yet."""

    ref: str
    known_on: date | None


@dataclass(frozen=True)
class Proceeding:
    """A proceeding, as far as its deadlines depend on it.

    `offender_known_on`: the day since which the offender is known; None: not known yet. `news_on`: the day on which the
    last news of it was learned; `is_over`: nobody is to be asked any more. `first_known_on`: the earliest day on which
    the act was known, where that is not `act_known_on`.
    """

    case_id: str
    proceeding_id: str
    act_known_on: date
    offender_ref: str
    offender_known_on: date | None
    entitled: tuple[Entitled, ...]
    offences: tuple[str, ...]
    land: str | None
    notices: tuple[Notice, ...] = ()
    discontinuation: Discontinuation | None = None
    news_on: date | None = None
    is_over: bool = False
    further_offenders: tuple[Offender, ...] = ()
    first_known_on: date | None = None

    @property
    def offenders(self) -> tuple[Offender, ...]:
        return (Offender(self.offender_ref, self.offender_known_on), *self.further_offenders)


class Inputs(BaseModel):
    """All that the dates were computed from."""

    model_config = ConfigDict(frozen=True)

    act_known_on: date | None = None
    offender_known_on: date | None = None
    offences: tuple[str, ...] = ()
    land: str | None = None
    starts_on: date | None = None


class Deadline(State):
    """A deadline. It runs while it has dates and does not stand still; one that was met still has its dates.

    `proceeding_id` is the referral's where a partner's answer is awaited. `next_on`: the next day on which there is
    something to say of it; `missed_on`: the day on which it was found to be over.
    """

    id: str
    case_id: str
    proceeding_id: str
    rule: RuleName
    law_version: str
    entitled: Entitled | None = None
    offender_ref: str = ""
    inputs: Inputs
    dates: Dates | None
    stands_still: StandsStill | None
    next_on: date | None = None
    reminded_on: date | None = None
    missed_on: date | None = None

    @property
    def published(self) -> Dates | None:
        """The dates that others know of, while the deadline runs or once it was missed; None while it stands still."""
        return self.dates if self.stands_still is None else None

    @property
    def running(self) -> Dates | None:
        return self.published if self.missed_on is None else None

    @property
    def is_met(self) -> bool:
        return self.stands_still in MET


MET: Final = get_args(Met)


def deadline_id(proceeding_id: str, rule: RuleName, entitled_ref: str = "", offender_ref: str = "") -> str:
    """Returns the deadline's id: the same for the same four parts, whatever else is known."""
    return str(uuid.uuid5(uuid.UUID(proceeding_id), f"{rule}/{entitled_ref}/{offender_ref}"))


def counterpart(deadline: Deadline, proceeding_id: str) -> str:
    """Returns the id of the same deadline of another proceeding."""
    entitled = deadline.entitled.ref if deadline.entitled else ""
    return deadline_id(proceeding_id, deadline.rule, entitled, deadline.offender_ref)


def deadlines_of(proceeding: Proceeding) -> tuple[Deadline, ...]:
    """Returns the deadlines of a proceeding, whether they run or not.

    There is one for each entitled person and offender, and one for each rule that a notice or the discontinuation
    brings up.
    """
    both = product(proceeding.entitled, proceeding.offenders)
    requests = (_deadline(proceeding, "strafantrag", entitled, offender) for entitled, offender in both)
    return (*requests, *(_deadline(proceeding, rule) for rule in _brought_up(proceeding)))


def _brought_up(proceeding: Proceeding) -> Iterator[RuleName]:
    known = {notice.kind for notice in proceeding.notices}
    for name in OF_A_PROCEEDING:
        is_discontinued = name == "beschwerde" and proceeding.discontinuation is not None
        if is_discontinued or known.intersection(RULES[name].shown_with):
            yield name


def _deadline(
    proceeding: Proceeding, name: RuleName, entitled: Entitled | None = None, offender: Offender | None = None
) -> Deadline:
    seen = _circumstances(proceeding, entitled, offender or proceeding.offenders[0])
    course = course_of(RULES[name], seen)
    offender_ref = offender.ref if offender else ""
    return Deadline(
        id=deadline_id(proceeding.proceeding_id, name, entitled.ref if entitled else "", offender_ref),
        case_id=proceeding.case_id,
        proceeding_id=proceeding.proceeding_id,
        rule=name,
        law_version=RULES[name].law_version,
        entitled=entitled,
        offender_ref=offender_ref,
        inputs=_inputs(seen, course),
        dates=course.dates,
        stands_still=course.stands_still,
    )


def _circumstances(proceeding: Proceeding, entitled: Entitled | None, offender: Offender) -> Circumstances:
    """Returns the circumstances for one entitled person, or for the proceeding as a whole.

    An entitled person's own day of knowledge is that of the first offender. The day for the other offenders is not
    asked: the earlier of that day and the affected person's is taken, which is never too late unless the entitled
    person knew of them even earlier.
    """
    own_act = entitled.act_known_on if entitled else None
    own_offender = entitled.offender_known_on if entitled else None
    if own_offender and offender.ref != proceeding.offender_ref:
        own_offender = offender.known_on and min(own_offender, offender.known_on)
    return Circumstances(
        first_known_on=proceeding.first_known_on or proceeding.act_known_on,
        act_known_on=own_act or proceeding.act_known_on,
        offender_known_on=own_offender or offender.known_on,
        role=entitled.role if entitled else "self",
        offences=proceeding.offences,
        notices=proceeding.notices,
        discontinuation=proceeding.discontinuation,
        news_on=proceeding.news_on,
        is_over=proceeding.is_over,
        land=proceeding.land,
    )


def _inputs(seen: Circumstances, course: Course) -> Inputs:
    return Inputs(
        act_known_on=seen.act_known_on,
        offender_known_on=seen.offender_known_on,
        offences=seen.offences,
        land=seen.land,
        starts_on=course.starts_on,
    )
