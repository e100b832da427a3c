"""The period that a letter received may have begun, and how it stands: computed like the deadlines of a proceeding.

The Land of the authority is not asked for, so the day to act by is the earliest of any Land, and the period counts as
over only after the latest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

from services.intake.domain.form_message import Letter, LetterKind
from shared.contracts.vocabulary import DeadlineRule, Discontinuation, NoticeKind
from shared.deadlines.circumstances import Circumstances, Notice, course_of
from shared.deadlines.legal_periods import Stand
from shared.deadlines.rules import RULES, RuleName
from shared.deadlines.working_days import surely_until


class Begins(NamedTuple):
    """The rule that a kind of letter starts. `notice`: what a counsellor enters at the proceeding for such a letter."""

    rule: RuleName
    notice: NoticeKind
    discontinuation: Discontinuation | None = None


BEGINS: Final[Mapping[LetterKind, Begins]] = {
    LetterKind.DISCONTINUED_INSTRUCTED: Begins("beschwerde", NoticeKind.DISCONTINUATION_WITH_INSTRUCTION),
    LetterKind.DISCONTINUED: Begins("beschwerde", NoticeKind.DISCONTINUATION),
    LetterKind.PRIVATE_ACTION: Begins("beschwerde", NoticeKind.DISCONTINUATION, Discontinuation.PRIVATE_ACTION),
    LetterKind.COMPLAINT_REJECTED: Begins("klageerzwingung", NoticeKind.SUPERIOR_DECISION),
    LetterKind.REGISTER_BLOCK: Begins("auskunftssperre", NoticeKind.REGISTER_BLOCK_ENTERED),
}
"""The period that begins, by kind of letter; no other kind begins a period that is computed here."""


@dataclass(frozen=True)
class LetterPeriod:
    """`act_by`: the last safe working day; `over_on`: the last day by law in any Land.

    `surely_on`: the last day by law in every Land. Stand `last`: the last safe day is over, and `surely_on` is not,
    since the period ended on a weekend or on a holiday of all Länder.
    """

    rule: DeadlineRule
    stand: Stand | Literal["last"]
    act_by: date
    over_on: date
    surely_on: date


def period_of(letter: Letter, today: date) -> LetterPeriod | None:
    """Returns the period; None if none runs: the letter begins none, or something that begins it is missing."""
    begins = BEGINS.get(letter.kind)
    if begins is None:
        return None
    notices = (Notice(begins.notice, letter.received_on),)
    course = course_of(RULES[begins.rule], Circumstances(notices=notices, discontinuation=begins.discontinuation))
    if course.dates is None or course.stands_still is not None:
        return None
    dates, rolls_over = course.dates, RULES[begins.rule].rolls_over
    surely_on = surely_until(dates.safe_on, None) if rolls_over else dates.safe_on
    is_last = surely_on > dates.safe_on and dates.act_by < today <= surely_on
    stand: Stand | Literal["last"] = "last" if is_last else dates.stand(today)
    return LetterPeriod(DeadlineRule(begins.rule), stand, dates.act_by, dates.legal_on, surely_on)


def may_complain(letter: Letter, today: date) -> bool:
    """Whether a complaint against a discontinuation may still be in time."""
    period = period_of(letter, today)
    return period is not None and period.rule is DeadlineRule.BESCHWERDE and period.stand != "over"


def day_to_act(letter: Letter, today: date) -> date | None:
    """Returns the last day that is surely in time; None if no period runs any more."""
    period = period_of(letter, today)
    if period is None:
        return None
    return {"runs": period.act_by, "last": period.surely_on}.get(period.stand)


def grounds_of(letter: Letter) -> tuple[str, str] | None:
    """Returns norm and version date of the law by which the answer was computed."""
    begins = BEGINS.get(letter.kind)
    return (RULES[begins.rule].norm, RULES[begins.rule].law_version) if begins else None
