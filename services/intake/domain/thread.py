"""The conversation with one person, and the way in which it is safe to reach them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.intake.domain.state import CaseId, ContactId, Fact, State, ThreadId

Sealed = dict[str, Any]
"""What shared.sealing made of a text; nothing here looks into it."""


class Thread(State):
    """Found by what follows from a receipt code, and by nothing else."""

    id: str
    thread: ThreadId
    contact_id: ContactId
    case_id: CaseId | None


class Message(State):
    id: str
    thread: ThreadId
    number: int
    by: Literal["person", "desk"]
    at: datetime
    sealed: Sealed
    unread: bool = False
    """Waits for the desk."""


class SafeWay(BaseModel):
    """How, when and with which words a person can be reached without harm."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: Literal["mail", "phone"] = "mail"
    address: str = Field(min_length=3, max_length=254, pattern=r"^[^\s,;<>\"]+(?: [^\s,;<>\"]+)*$")
    times: str | None = Field(default=None, max_length=200)
    words: str | None = Field(default=None, max_length=200)
    voicemail: bool | None = None

    @model_validator(mode="after")
    def _one_mailbox(self) -> Self:
        name, at, host = self.address.partition("@")
        if self.channel == "mail" and not (name and at and host and "@" not in host and " " not in self.address):
            raise ValueError("not a mail address")
        return self


class SafeContact(State):
    """What the person said about it once; never changed, only followed by another with the next number."""

    id: str
    thread: ThreadId
    contact_id: ContactId
    case_id: CaseId | None
    sealed: Sealed
    number: int = 1
    withdrawn: bool = False


class SafeContactGiven(Fact[SafeContact]):
    pass


class SafeContactWithdrawn(Fact[SafeContact]):
    pass


def in_force(told: Iterable[SafeContact]) -> SafeContact | None:
    """The last word counts, unless it was that there is no way any more."""
    last = max(told, key=lambda each: each.number, default=None)
    return None if last is None or last.withdrawn else last
