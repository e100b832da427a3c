"""What happened in a case, in whichever service: one line of its timeline, as coarse as the fact that told it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import Field

from services.intake.domain.ids import ThreadId
from shared.state import State

Source = Literal["intake", "referral", "notification"]
"""The service in which it happened. Statistics tells of no case."""


class Happening(State):
    """`id`: of the event that told it. `fact`: the name of its type. `said`: the words of it that the line shows.

    `place`: its rank by time; `partner`: the name that the partner had when it was told.
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
