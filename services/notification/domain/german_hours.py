"""Reads from German words when somebody may be written to: "nie vor 20 Uhr", "Mo–Fr 18–20, nicht mittwochs".

What is not understood to the last word is not read at all. In doubt fewer hours are read than were meant, never more.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from services.notification.domain.allowed_hours import ANY_TIME, DAY, WEEK, AllowedHours, Hours, Span, without
from services.notification.domain.hour_words import Token, Unreadable, tokens


@dataclass
class _Clause:
    """Days and hours that belong together; `spans` are alternatives, `bounds` hold all at once."""

    is_not: bool = False
    is_joined: bool = False
    is_closed: bool = False
    days: set[int] = field(default_factory=set)
    spans: list[Hours] = field(default_factory=list)
    bounds: list[Hours] = field(default_factory=list)

    @property
    def hours(self) -> list[Hours]:
        return self.spans + self.bounds

    def add_days(self, days: Iterable[int]) -> None:
        self.is_closed = bool(self.hours)
        self.days |= set(days)

    def add_hours(self, token: Token) -> None:
        """Raises Unreadable where the days came after other hours already."""
        if self.is_closed:
            raise Unreadable
        (self.spans if token.kind == "span" else self.bounds).append(token.hours)

    def allows(self) -> set[Span]:
        since, until = max([0, *(each[0] for each in self.bounds)]), min([DAY, *(each[1] for each in self.bounds)])
        within = [(max(since, each[0]), min(until, each[1])) for each in self.spans or [(0, DAY)]]
        return {Span(day, *each) for day in self.days or WEEK for each in within if each[0] < each[1]}

    def forbids(self) -> set[Span]:
        return {Span(day, *each) for day in self.days or WEEK for each in self.hours or [(0, DAY)]}


def read(text: str | None) -> AllowedHours | None:
    """Returns the hours, or ANY_TIME where nothing is said.

    Returns None for words that are not understood, or that leave no hour of the week.
    """
    words = re.sub(r"\s*[‐-―−-]\s*", "-", " ".join((text or "").casefold().split())).strip(" .!")
    if not words:
        return ANY_TIME
    try:
        clauses = _clauses(tokens(words))
        _refuse_two_meanings(clauses)
    except Unreadable:
        return None
    allowed = [each.allows() for each in clauses if not each.is_not] or [set(ANY_TIME.spans)]
    forbidden = [each.forbids() for each in clauses if each.is_not]
    return without(set().union(*allowed), set().union(*forbidden)) if all(allowed) else None


def _clauses(found: Iterable[Token]) -> list[_Clause]:
    """Divides the tokens into clauses.

    One begins with a negation, with a day after days and hours, and where a negated one ended.
    """
    clauses = [_Clause()]
    for token in found:
        last = clauses[-1]
        if token.kind == "not":
            clauses.append(_Clause(is_not=True))
        elif token.kind == "end" and last.is_not:
            clauses.append(_Clause())
        elif token.kind == "and":
            last.is_joined = True
        elif token.kind == "days":
            if last.days and last.hours:
                clauses.append(last := _Clause(is_not=last.is_not))
            last.add_days(token.days)
        elif token.kind in ("span", "bound"):
            last.add_hours(token)
    return [each for each in clauses if each.is_not or each.days or each.hours]


def _refuse_two_meanings(clauses: list[_Clause]) -> None:
    """Raises Unreadable for words with two meanings.

    For example: "nicht montags und abends", "nicht morgens, abends", "Mo 18–20, Di".
    """
    positive = [each for each in clauses if not each.is_not]
    if not clauses or (len(positive) > 1 and not all(each.hours for each in positive)):
        raise Unreadable
    for each in clauses:
        says_nothing = not each.days and not each.hours
        says_both = bool(each.days and each.hours) and (bool(positive) or each.is_joined)
        if each.is_not and (says_nothing or says_both):
            raise Unreadable
    for before, each in pairwise(clauses):
        is_clear = each.hours and (each.days or not before.hours)
        if before.is_not and not each.is_not and not is_clear:
            raise Unreadable
