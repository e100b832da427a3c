"""The circumstances of a clock, and the course that a rule gives it: from when, until when, or why it stands still."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from shared.contracts.vocabulary import Discontinuation, NoticeKind
from shared.deadlines.legal_periods import Dates, end_of
from shared.deadlines.rules import Met, NeverIf, Rule, StandsStill, WaitsWhile
from shared.offences import need_a_request, superior_may_file

Role = Literal["self", "superior", "supervisory", "other", "unknown"]
WITHOUT_COMPLAINT: Final = (Discontinuation.STPO_153, Discontinuation.STPO_153A, Discontinuation.STPO_154)
"""Grounds of a discontinuation against which § 172 StPO gives no complaint with a period."""


class Notice(NamedTuple):
    kind: NoticeKind
    on: date


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """`act_known_on`, `offender_known_on` and `role` are those of the entitled person whose clock it is.

    `first_known_on`: when anybody knew of the act; `news_on`: the last day with news of the proceeding.
    """

    first_known_on: date | None = None
    act_known_on: date | None = None
    offender_known_on: date | None = None
    role: Role = "self"
    offences: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    discontinuation: Discontinuation | None = None
    news_on: date | None = None
    is_over: bool = False
    is_reportable: bool = True
    land: str | None = None

    def first(self, kind: NoticeKind) -> date | None:
        return min((notice.on for notice in self.notices if notice.kind is kind), default=None)

    def last(self, *kinds: NoticeKind) -> date | None:
        return max((notice.on for notice in self.notices if notice.kind in kinds), default=None)


@dataclass(frozen=True)
class Course:
    """The course of a clock, which runs while it has dates and does not stand still."""

    starts_on: date | None
    dates: Dates | None
    stands_still: StandsStill | None


def course_of(rule: Rule, seen: Circumstances) -> Course:
    start = _start_of(rule, seen)
    dates = None if start is None else _dates(rule, seen, start)
    return Course(start, dates, _why_it_stands_still(rule, seen, start, dates))


def _start_of(rule: Rule, seen: Circumstances) -> date | None:
    if not rule.starts_with:
        known = (seen.act_known_on, seen.offender_known_on)
        return None if None in known else max(day for day in known if day is not None)
    begun = seen.last(*rule.starts_with)
    if begun is not None and rule.from_last_news and seen.news_on is not None:
        return max(begun, seen.news_on)
    return begun


def _dates(rule: Rule, seen: Circumstances, start: date) -> Dates:
    land = seen.land if rule.is_local else None
    suspended = _suspension(rule, seen, start)
    return end_of(rule.length, start, land, rolls_over=rule.rolls_over, suspended=suspended)


def _suspension(rule: Rule, seen: Circumstances, start: date) -> timedelta:
    """The suspension, counted with care: of its first and its last day only one is added (§ 77b (5) StGB)."""
    if rule.suspended_between is None or seen.role != "self":
        return timedelta()
    began, ended = (seen.first(kind) for kind in rule.suspended_between)
    if began is None or ended is None or began > rule.length.after(start):
        return timedelta()
    return max(ended - max(began, start), timedelta())


def _why_it_stands_still(
    rule: Rule, seen: Circumstances, start: date | None, dates: Dates | None
) -> StandsStill | None:
    for never in rule.never_if:
        if NEVER_IF[never](seen):
            return never
    if met := _met(rule, seen, start, dates):
        return met
    return next((waits for waits in rule.waits_while if WAITS_WHILE[waits](seen, dates)), None)


def _met(rule: Rule, seen: Circumstances, start: date | None, dates: Dates | None) -> Met | None:
    """The word for what ended the clock, if it was done within the period.

    A notice from before the start is a mistake of whoever wrote it down: the clock goes on.
    """
    if rule.met_by is None:
        return None
    kind, met = rule.met_by
    earliest = (start if rule.starts_with else seen.first_known_on) or date.min
    latest = dates.legal_on if dates is not None else date.max
    return met if any(each.kind is kind and earliest <= each.on <= latest for each in seen.notices) else None


def _may_not_file(seen: Circumstances) -> bool:
    return seen.role in {"superior", "supervisory"} and not superior_may_file(seen.offences)


def _is_conciliation_pending(seen: Circumstances, dates: Dates | None) -> bool:
    began, certified = seen.first(NoticeKind.CONCILIATION_STARTED), seen.first(NoticeKind.CONCILIATION_CERTIFIED)
    in_time = began is not None and dates is not None and began <= dates.safe_on
    return seen.role == "self" and in_time and certified is None


NEVER_IF: Final[Mapping[NeverIf, Callable[[Circumstances], bool]]] = {
    "no_request_needed": lambda seen: not need_a_request(seen.offences),
    "superior_may_not_file": _may_not_file,
    "private_action_only": lambda seen: seen.discontinuation is Discontinuation.PRIVATE_ACTION,
    "no_complaint_open": lambda seen: seen.discontinuation in WITHOUT_COMPLAINT,
    "not_reportable": lambda seen: not seen.is_reportable,
    "proceeding_over": lambda seen: seen.is_over,
}
WAITS_WHILE: Final[Mapping[WaitsWhile, Callable[[Circumstances, Dates | None], bool]]] = {
    "offender_unknown": lambda seen, dates: seen.offender_known_on is None,
    "conciliation_pending": _is_conciliation_pending,
    "not_instructed": lambda seen, dates: dates is None,
}
