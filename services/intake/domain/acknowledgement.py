"""The automatic answer that a mail has come in: to whom it may leave, and until when it is owed (RFC 3834)."""

from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.ids import ThreadId
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.thread import Sealed
from shared.state import State

OWED_FOR: Final = timedelta(hours=24)
LASTS: Final = timedelta(hours=48)
"""Longer than any day: what is left of it keeps a second one from that day."""
MOST_AN_HOUR: Final = 60
"""Of all addresses together, so that nobody makes us write to many whose addresses they forge."""


class Acknowledgement(State):
    """`id`: a keyed hash of address and day, so that an address gets one a day. `at`: the hour; `sealed`: a Recipient.

    It is sealed with the data key of its thread, and goes with it. `name`: by which another service knows it, random,
    so that what is left of it there says nothing of the address once this is gone.
    """

    id: str
    name: str = ""
    thread: ThreadId
    at: datetime
    sealed: Sealed


class Recipient(BaseModel):
    """`answers`: the Message-ID of the mail; empty where it has none."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    to: str = Field(repr=False)
    answers: str = Field(default="", repr=False)


def is_owed(known: Acknowledgement, now: datetime) -> bool:
    return now < known.at + OWED_FOR


def may_be_sent(to: str, stated: SafeContact) -> bool:
    """Who said how she is reached gets it by that way alone: by mail, to that address, at any hour."""
    restricted = stated.times or stated.weekdays or stated.earliest or stated.latest
    return stated.channel == "mail" and (stated.address or "").lower() == to.lower() and not restricted
