"""The safe contact: how a person can be reached without harm; stated once, then only replaced or withdrawn."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, ValidationInfo, field_validator
from pydantic import model_serializer as serializer

from services.intake.domain.contact import Contact
from services.intake.domain.ids import CaseId, ContactId, Counsellor, ThreadId
from services.intake.domain.safe_contact_schema import DIALLED, LONGEST_WORDS, WRITTEN, schema_by_channel
from services.intake.domain.thread import Sealed
from services.intake.domain.yes_no import YesNo, YesNoOrNothing
from shared import mail_address
from shared.errors import Invalid
from shared.state import Fact, State
from shared.text import Typed, normalised

Way = Literal["mail", "sms", "phone", "none"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Words = Annotated[str, Typed(LONGEST_WORDS, least=0)]

WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
NO_NUMBER: Final = "Bitte geben Sie eine einzelne Telefonnummer an, zum Beispiel 030 555 01 00."
NO_ADDRESS: Final = "Bitte geben Sie an, unter welcher Adresse oder Nummer."
NO_WAY: Final = "Ohne Weg können wir das nicht verwenden. Wählen Sie oben einen Weg, oder leeren Sie dieses Feld."


class SafeContact(BaseModel):
    """The way to reach a person, the hours and the words to use; stored sealed only.

    `times` are hours in the person's own words, as channels may send them; `weekdays`, `earliest` and `latest` state
    the same for a machine. `latest` is exclusive; if it is not after `earliest`, it is on the following day.
    `deadline_reminders`: the person wishes to be reminded before a deadline ends.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, json_schema_extra=schema_by_channel
    )

    channel: Way = "mail"
    address: str | None = Field(
        default=None, min_length=3, max_length=mail_address.LONGEST, pattern=WRITTEN, validate_default=True
    )
    times: Words | None = None
    words: Words | None = None
    voicemail: YesNoOrNothing = None
    weekdays: tuple[Weekday, ...] = ()
    earliest: TimeOfDay | None = None
    latest: TimeOfDay | None = None
    who_answers: Words | None = None
    without_link: YesNo = False
    deadline_reminders: YesNo = False

    @field_validator("address", mode="before")
    @classmethod
    def _reachable(cls, value: Any, info: ValidationInfo) -> Any:
        """Checks the address by its channel. Raises Invalid, with a sentence for the field."""
        channel = info.data.get("channel")
        if channel is None:
            return value
        if channel == "none":
            if value:
                raise Invalid(sentence=NO_WAY)
            return None
        if value is None:
            raise Invalid(sentence=NO_ADDRESS)
        if not isinstance(value, str):
            return value
        return mail_address.read(value) if channel == "mail" else number(value)

    @field_validator(
        "times",
        "words",
        "voicemail",
        "weekdays",
        "earliest",
        "latest",
        "who_answers",
        "without_link",
        "deadline_reminders",
    )
    @classmethod
    def _of_a_way(cls, value: Any, info: ValidationInfo) -> Any:
        said = value is not None if info.field_name == "voicemail" else bool(value)
        if said and info.data.get("channel") == "none":
            raise Invalid(sentence=NO_WAY)
        return value

    @field_validator("weekdays")
    @classmethod
    def _in_order(cls, days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        return tuple(day for day in WEEKDAYS if day in days)

    @serializer(mode="wrap")
    def _as_before(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves later fields out if they are empty: the dump stays as the first release sealed and hashed it."""
        said: dict[str, Any] = dump(self)
        return {name: value for name, value in said.items() if value or name not in LATER}

    @staticmethod
    def as_stated(said: Mapping[str, Any]) -> "SafeContact":
        """Returns the statement unchecked: one accepted by earlier rules must not close the thread to its person."""
        days = said.get("weekdays", ())
        return SafeContact.model_construct(**{**said, "weekdays": tuple(days)})

    def stated(self) -> "SafeContact | None":
        """Returns the statement; None if the person wants no message by any way."""
        if self.channel == "none":
            return None
        return SafeContact.as_stated({name: getattr(self, name) for name in SafeContact.model_fields})


LATER: Final = ("weekdays", "earliest", "latest", "who_answers", "without_link", "deadline_reminders")
"""Fields that the first release did not have."""


def number(text: str) -> str:
    """Returns one telephone number as its person writes it, trimmed. Raises Invalid for anything else."""
    trimmed = normalised(text).strip()
    if not 3 <= len(trimmed) <= mail_address.LONGEST or not re.fullmatch(DIALLED, trimmed):
        raise Invalid(sentence=NO_NUMBER)
    return trimmed


class KnownBy(StrEnum):
    """Ground on which the desk knew the person it stated a way for: words of a list, as the audit trail keeps them."""

    WORD = "word"
    SAFE_CONTACT = "safe_contact"
    IN_PERSON = "in_person"
    FIRST_CALL = "first_call"


class StatedFor(BaseModel):
    """The counsellor who stated it, and the hour."""

    model_config = ConfigDict(frozen=True)

    by: Counsellor
    at: datetime


class SafeContactEntry(State):
    """One statement, the person's own unless `stated_for`; never changed, only followed by another."""

    id: str
    thread: ThreadId
    contact_id: ContactId
    case_id: CaseId | None
    sealed: Sealed
    number: int = 1
    withdrawn: bool = False
    stated_for: StatedFor | None = None
    """Set if the desk stated it for the person or copied it from a letter; `None` if they stated it, also by phone."""


@dataclass(frozen=True)
class SafeContactGiven(Fact[SafeContactEntry]):
    """`deadline_reminders`: as stated; the entry holds it sealed."""

    deadline_reminders: bool = False


class SafeContactWithdrawn(Fact[SafeContactEntry]):
    pass


SafeContactFact = SafeContactGiven | SafeContactWithdrawn


def give(
    entry_id: str,
    of: Contact,
    earlier: Sequence[SafeContactEntry],
    sealed: Sealed,
    stated_for: StatedFor | None = None,
    *,
    deadline_reminders: bool,
) -> SafeContactGiven:
    return SafeContactGiven(_next(entry_id, of, earlier, sealed, stated_for), deadline_reminders)


def withdraw(
    entry_id: str, of: Contact, earlier: Sequence[SafeContactEntry], stated_for: StatedFor | None = None
) -> SafeContactWithdrawn | None:
    """Withdraws the safe contact; None if none is in force."""
    if in_force(earlier) is None:
        return None
    return SafeContactWithdrawn(_next(entry_id, of, earlier, {}, stated_for).model_copy(update={"withdrawn": True}))


def last_of(entries: Sequence[SafeContactEntry]) -> SafeContactEntry | None:
    return max(entries, key=lambda each: each.number, default=None)


def in_force(entries: Sequence[SafeContactEntry]) -> SafeContactEntry | None:
    """Returns the entry with the highest number, unless it is a withdrawal."""
    last = last_of(entries)
    return None if last is None or last.withdrawn else last


def _next(
    entry_id: str,
    of: Contact,
    earlier: Sequence[SafeContactEntry],
    sealed: Sealed,
    stated_for: StatedFor | None,
) -> SafeContactEntry:
    return SafeContactEntry(
        id=entry_id,
        thread=of.thread,
        contact_id=of.id,
        case_id=of.case_id,
        sealed=sealed,
        number=len(earlier) + 1,
        stated_for=stated_for,
    )
