"""Reads German words of days and hours as tokens, and refuses any other word."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from services.notification.domain.allowed_hours import DAY, HOUR, WEEK, Hours

Kind = Literal["not", "end", "and", "days", "span", "bound", "filler"]
Groups = tuple[str | None, ...]

WEEKDAYS: Final = (
    r"mo(?:ntags?)?\.?",
    r"di(?:enstags?)?\.?",
    r"mi(?:ttwochs?)?\.?",
    r"do(?:nnerstags?)?\.?",
    r"fr(?:eitags?)?\.?",
    r"(?:sa(?:mstags?)?|sonnabends?)\.?",
    r"so(?:nntags?)?\.?",
)
WEEKDAY: Final = "((?:" + "|".join(WEEKDAYS) + "))"
CLOCK: Final = r"(\d{1,2})(?:[:.](\d{2}))?(?: ?(?:uhr|h))?"
WHOLE_WORD: Final = r"(?!\w)"
SEVERAL_DAYS: Final[dict[str, Iterable[int]]] = {
    "werktags?|werktagen|wochentags|unter der woche|in der woche": range(5),
    "wochenenden?": (5, 6),
    "täglich|jeden tag|alle tage": WEEK,
}
PARTS_OF_A_DAY: Final[dict[str, Hours]] = {
    "morgens": (7 * HOUR, 10 * HOUR),
    "vormittags?": (9 * HOUR, 12 * HOUR),
    "mittags": (12 * HOUR, 14 * HOUR),
    "nachmittags?": (14 * HOUR, 18 * HOUR),
    "abends?": (18 * HOUR, 21 * HOUR),
    "tagsüber": (9 * HOUR, 17 * HOUR),
    "jederzeit|immer|egal|ganztags|den ganzen tag|rund um die uhr": (0, DAY),
}
"""The core of the hours that people mean by each word."""
WITHOUT_VALUE: Final[dict[str, Kind]] = {
    f"(?:nicht|niemals|nie|kein|keine|ausser){WHOLE_WORD}": "not",
    r"[,;/]|\.(?= )": "end",
    rf"(?:und|oder|aber){WHOLE_WORD}|[&+]": "and",
    "(?:nur|bitte|gerne?|am|besten|liebsten|möglichst|erreichbar|schreiben|(?:e-?)?mails?|nachrichten)"
    + WHOLE_WORD: "filler",
}


class Unreadable(Exception):
    """The words cannot be read. The exception's text never repeats them."""


@dataclass(frozen=True)
class Token:
    """A word with its value: `days` of the kind `days`; `hours` of a `span`, or of a `bound`, which limits one side."""

    kind: Kind
    days: frozenset[int] = frozenset()
    hours: Hours = (0, DAY)


def tokens(words: str) -> Iterator[Token]:
    """Yields the tokens of a text in lower case. Raises Unreadable at the first word that is none of them."""
    at = 0
    while at < len(words):
        if words[at] == " ":
            at += 1
            continue
        token, at = _token(words, at)
        yield token


def _token(words: str, at: int) -> tuple[Token, int]:
    for pattern, build in PATTERNS:
        if match := pattern.match(words, at):
            return build(match.groups()), match.end()
    raise Unreadable


def _day_to_day(groups: Groups) -> Token:
    first, last = (_weekday(each) for each in groups)
    return Token("days", frozenset((first + n) % len(WEEK) for n in range((last - first) % len(WEEK) + 1)))


def _day(groups: Groups) -> Token:
    return Token("days", frozenset({_weekday(groups[0])}))


def _from_to(groups: Groups) -> Token:
    return Token("span", hours=_hours(_minute(groups[:2]), _minute(groups[2:])))


def _from(groups: Groups) -> Token:
    return Token("bound", hours=_hours(_minute(groups), DAY))


def _until(groups: Groups) -> Token:
    return Token("bound", hours=_hours(0, _minute(groups)))


def _always(token: Token) -> Callable[[Groups], Token]:
    return lambda groups: token


def _weekday(word: str | None) -> int:
    return next(day for day, pattern in enumerate(WEEKDAYS) if re.fullmatch(pattern, word or ""))


def _hours(since: int, until: int) -> Hours:
    """Raises Unreadable for hours over midnight."""
    if since >= until:
        raise Unreadable
    return since, until


def _minute(groups: Groups) -> int:
    hour, minute = (int(each or 0) for each in groups)
    if minute >= HOUR or hour * HOUR + minute > DAY:
        raise Unreadable
    return hour * HOUR + minute


PATTERNS: Final[tuple[tuple["re.Pattern[str]", Callable[[Groups], Token]], ...]] = (
    (re.compile(rf"{WEEKDAY} ?(?:-|bis) ?{WEEKDAY}{WHOLE_WORD}"), _day_to_day),
    (re.compile(rf"zwischen {CLOCK} und {CLOCK}{WHOLE_WORD}"), _from_to),
    (re.compile(rf"(?:von |ab )?{CLOCK} ?(?:-|bis) ?{CLOCK}{WHOLE_WORD}"), _from_to),
    (re.compile(rf"(?:erst )?(?:ab|nach) {CLOCK}{WHOLE_WORD}"), _from),
    (re.compile(rf"(?:vor|bis) {CLOCK}{WHOLE_WORD}"), _until),
    *(
        (re.compile(f"(?:{words}){WHOLE_WORD}"), _always(Token("days", frozenset(days))))
        for words, days in SEVERAL_DAYS.items()
    ),
    *(
        (re.compile(f"(?:{words}){WHOLE_WORD}"), _always(Token("span", hours=hours)))
        for words, hours in PARTS_OF_A_DAY.items()
    ),
    (re.compile(f"{WEEKDAY}{WHOLE_WORD}"), _day),
    *((re.compile(words), _always(Token(kind))) for words, kind in WITHOUT_VALUE.items()),
)
