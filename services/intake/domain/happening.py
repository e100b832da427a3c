"""A happening: one line of a case's timeline, told by any service, and as coarse as the fact that told it."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import Field

from services.intake.domain.ids import ThreadId
from shared.state import State

Source = Literal["intake", "referral", "notification"]
"""The service in which it happened. Statistics reports nothing of a single case."""


_BEHIND: Final = "~"
"""Sorts after the ids of all events."""
_PLACE: Final = re.compile(rf"[0-9.]{{17,20}}\|({_BEHIND}[0-9]{{6,9}}\|)?[0-9a-f-]{{36}}")


class Happening(State):
    """`id`: of the event that told it. `fact`: the name of its type. `said`: the words of it that the line shows.

    `place`: its rank by time, and for an event that carries only its hour by what was told before. `partner`: the name
    that the partner had at that time.
    """

    id: str
    thread: ThreadId
    place: str
    at: datetime
    source: Source
    fact: str
    partner: str | None = None
    said: Mapping[str, str] = Field(default_factory=dict)


def place(at: datetime, named: str) -> str:
    return f"{at.timestamp():017.6f}|{named}"


def place_behind(last: str | None, hour: datetime, named: str) -> str:
    """Returns the place of an event that carries only its hour: after `last`, with a running number.

    `last`: the last place before the end of the hour, if any. So it stands where it happened, and nothing shows its
    minute.
    """
    begins = place(hour, "")
    moment, _, rest = max(last or begins, begins).partition("|")
    number = int(rest[1:].partition("|")[0]) + 1 if rest.startswith(_BEHIND) else 1
    return f"{moment}|{_BEHIND}{number:06d}|{named}"


def is_place(text: str) -> bool:
    """Whether the text has the form of a happening's place, by its minute or behind what its hour had before."""
    return _PLACE.fullmatch(text) is not None


def end_of(hour: datetime) -> str:
    return place(hour + timedelta(hours=1), "")
