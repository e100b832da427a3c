"""How a person can be reached without harm: stated once, and only replaced or withdrawn by a later entry."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from services.intake.domain.contact import Contact
from services.intake.domain.ids import CaseId, ContactId, ThreadId
from services.intake.domain.thread import Sealed
from shared import mail_address
from shared.errors import Invalid
from shared.state import Fact, State
from shared.text import INVISIBLE, JOINERS, Typed, normalised

WRITTEN: Final = r"^[^\s,;<>\"]+(?: [^\s,;<>\"]+)*$"
WORD: Final = rf"[^\s\x00-\x1f\x7f-\x9f,;<>\"@{INVISIBLE}{JOINERS}]"
DIALLED: Final = rf"^(?:{WORD}+ )*{WORD}*[0-9]{WORD}*(?: {WORD}+)*$"
NO_NUMBER: Final = "Bitte geben Sie eine einzelne Telefonnummer an, zum Beispiel 030 555 01 00."


def described(schema: dict[str, Any]) -> None:
    """The schema of one way each: which addresses are taken depends on the channel."""
    fields = schema.pop("properties")
    one = {name: schema.pop(name) for name in ("type", "additionalProperties")}
    mail = {"channel": {"const": "mail", "default": "mail"}, "address": mail_address.DESCRIBED}
    phone = {"channel": {"const": "phone"}, "address": fields["address"] | {"pattern": DIALLED}}
    schema["oneOf"] = [
        {**one, "title": "Mail", "properties": fields | mail, "required": ["address"]},
        {**one, "title": "Phone", "properties": fields | phone, "required": ["channel", "address"]},
    ]
    del schema["required"]


class SafeContact(BaseModel):
    """How, when and with which words; stored sealed only."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, json_schema_extra=described)

    channel: Literal["mail", "phone"] = "mail"
    address: str = Field(min_length=3, max_length=mail_address.LONGEST, pattern=WRITTEN)
    times: Annotated[str, Typed(200, least=0)] | None = None
    words: Annotated[str, Typed(200, least=0)] | None = None
    voicemail: bool | None = None

    @field_validator("address", mode="before")
    @classmethod
    def _reachable(cls, value: Any, info: ValidationInfo) -> Any:
        """Raises Invalid, with a sentence for the field."""
        if not isinstance(value, str) or "channel" not in info.data:
            return value
        return mail_address.read(value) if info.data["channel"] == "mail" else number(value)


def number(text: str) -> str:
    """One number as its person writes it, trimmed. Raises Invalid for what is none."""
    trimmed = normalised(text).strip()
    if not 3 <= len(trimmed) <= mail_address.LONGEST or not re.fullmatch(DIALLED, trimmed):
        raise Invalid(sentence=NO_NUMBER)
    return trimmed


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


def give(entry_id: str, of: Contact, earlier: Sequence[SafeContactEntry], sealed: Sealed) -> SafeContactGiven:
    return SafeContactGiven(_next(entry_id, of, earlier, sealed))


def withdraw(entry_id: str, of: Contact, earlier: Sequence[SafeContactEntry]) -> SafeContactWithdrawn | None:
    """None where no safe contact is in force."""
    if in_force(earlier) is None:
        return None
    return SafeContactWithdrawn(_next(entry_id, of, earlier, {}).model_copy(update={"withdrawn": True}))


def in_force(entries: Sequence[SafeContactEntry]) -> SafeContactEntry | None:
    """The entry with the highest number, unless it is a withdrawal."""
    last = max(entries, key=lambda each: each.number, default=None)
    return None if last is None or last.withdrawn else last


def _next(entry_id: str, of: Contact, earlier: Sequence[SafeContactEntry], sealed: Sealed) -> SafeContactEntry:
    return SafeContactEntry(
        id=entry_id,
        thread=of.thread,
        contact_id=of.id,
        case_id=of.case_id,
        sealed=sealed,
        number=len(earlier) + 1,
    )
