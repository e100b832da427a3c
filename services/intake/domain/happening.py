"""What happened in a case, in whichever service: one line of its timeline, as coarse as the fact that told it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import Field

from services.intake.domain.ids import ThreadId
from shared.state import State

Source = Literal["intake", "referral", "notification"]
"""The service in which it happened. Statistics tells of no case."""


_BEHIND: Final = "~"
"""Sorts behind the ids of all events."""


class Happening(State):
    """`id`: of the event that told it. `fact`: the name of its type. `said`: the words of it that the line shows.

    `place`: its rank by time, of what carries only its hour by what was told before; `partner`: the name that the
    partner had when it was told.
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
    """Of what carries only its hour: behind `last`, the last place before the end of it, and by a running number.

    So it stands where it happened, and nothing tells its minute.
    """
    begins = place(hour, "")
    moment, _, rest = max(last or begins, begins).partition("|")
    number = int(rest[1:].partition("|")[0]) + 1 if rest.startswith(_BEHIND) else 1
    return f"{moment}|{_BEHIND}{number:06d}|{named}"


def end_of(hour: datetime) -> str:
    return place(hour + timedelta(hours=1), "")
