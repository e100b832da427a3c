"""How a person can be reached without harm: stated once, and only replaced or withdrawn by a later entry."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.intake.domain.ids import CaseId, ContactId, ThreadId
from services.intake.domain.thread import Sealed, Thread
from shared.state import Fact, State


class SafeContact(BaseModel):
    """How, when and with which words; stored sealed only."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

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


class SafeContactEntry(State):
    """One statement of the person; never changed, only followed by another with the next number."""

    id: str
    thread: ThreadId
    contact_id: ContactId
    case_id: CaseId | None
    sealed: Sealed
    number: int = 1
    withdrawn: bool = False


class SafeContactGiven(Fact[SafeContactEntry]):
    pass


class SafeContactWithdrawn(Fact[SafeContactEntry]):
    pass


def give(entry_id: str, of: Thread, earlier: Sequence[SafeContactEntry], sealed: Sealed) -> SafeContactGiven:
    return SafeContactGiven(_next(entry_id, of, earlier, sealed))


def withdraw(entry_id: str, of: Thread, earlier: Sequence[SafeContactEntry]) -> SafeContactWithdrawn | None:
    """None where no safe contact is in force."""
    if in_force(earlier) is None:
        return None
    return SafeContactWithdrawn(_next(entry_id, of, earlier, {}).model_copy(update={"withdrawn": True}))


def in_force(entries: Sequence[SafeContactEntry]) -> SafeContactEntry | None:
    """The entry with the highest number, unless it is a withdrawal."""
    last = max(entries, key=lambda each: each.number, default=None)
    return None if last is None or last.withdrawn else last


def _next(entry_id: str, of: Thread, earlier: Sequence[SafeContactEntry], sealed: Sealed) -> SafeContactEntry:
    return SafeContactEntry(
        id=entry_id,
        thread=of.thread,
        contact_id=of.contact_id,
        case_id=of.case_id,
        sealed=sealed,
        number=len(earlier) + 1,
    )
