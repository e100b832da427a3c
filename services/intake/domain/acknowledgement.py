"""The automatic answer that a mail has come in: who may get one, and until when it is owed (RFC 3834)."""

from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.ids import ThreadId
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.thread import Sealed
from shared.state import State

OWED_FOR: Final = timedelta(hours=24)
LASTS: Final = timedelta(hours=48)
"""Longer than any day, so that the remaining record prevents a second acknowledgement for the same day."""
MOST_AN_HOUR: Final = 60
"""Limit for all addresses together, so that forged senders cannot make us write to many people."""


class Acknowledgement(State):
    """An acknowledgement that is owed or was sent; it is sealed with the data key of its thread and erased with it.

    `id`: a keyed hash of address and day, so that an address gets one a day. `at`: the hour; `sealed`: a Recipient.
    `name`: the random name under which another service knows it, so that what remains there says nothing of the address
    once this record is gone.
    """

    id: str
    name: str = ""
    thread: ThreadId
    at: datetime
    sealed: Sealed


class Recipient(BaseModel):
    """The address to answer. `answers`: the Message-ID of the mail; empty if the mail has none."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    to: str = Field(repr=False)
    answers: str = Field(default="", repr=False)


def is_owed(known: Acknowledgement, now: datetime) -> bool:
    return now < known.at + OWED_FOR


def may_be_sent(to: str, stated: SafeContact) -> bool:
    """Whether the stated safe contact allows it: by mail, to that very address, and at any hour."""
    restricted = stated.times or stated.weekdays or stated.earliest or stated.latest
    return stated.channel == "mail" and (stated.address or "").lower() == to.lower() and not restricted
