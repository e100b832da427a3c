"""The form that a counsellor fills in while somebody talks, or copies from paper."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import model_validator

from services.intake.domain import note
from services.intake.domain.concern import Concern
from services.intake.domain.contact import Alone
from services.intake.domain.ids import ContactId
from services.intake.domain.note import Direction, NoteKind
from services.intake.domain.situation import COARSE
from services.intake.handlers.desk.write_note import Written
from services.intake.pages.desk.triage_form import DeskSituationForm
from services.intake.pages.safe_contact_form import FIELDS, SafeContactForm
from services.intake.pages.talk_form import FIELDS as TALK
from services.intake.pages.talk_form import TalkForm
from shared.contracts.vocabulary import Channel, Reason, Via
from shared.day import DayIfGiven, troubles
from shared.text import LONGEST, Typed
from shared.web.forms import Drafted, InvalidForm, Sent

WayIn = Literal[Channel.PHONE, Channel.LETTER, Channel.IN_PERSON, Channel.MAIL]
AS_NOTE: Final = {
    Channel.PHONE: NoteKind.CALL,
    Channel.LETTER: NoteKind.LETTER,
    Channel.IN_PERSON: NoteKind.IN_PERSON,
    Channel.MAIL: NoteKind.MAIL,
}
APART: Final = "apart"
UNDECIDED: Final = "undecided"
"""Value of the choice if cases were found and none of them was chosen."""

SOMEBODY_SPOKE: Final = "Hier steht etwas. Bitte speichern Sie den Anruf damit, oder leeren Sie das Feld."
WHERE_TO: Final = "Bitte wählen Sie, ob es in einen dieser Fälle gehört."
WHY_APART: Final = "Bitte geben Sie an, warum es für sich bleibt."
WAY_IS_THE_CASE_S: Final = (
    "Den Kontaktweg ändern Sie im Fall. Bitte tragen Sie die Angabe dort ein, und nehmen Sie sie hier heraus."
)
PICTURE_IS_THE_CASE_S: Final = (
    "Die Einschätzung ändern Sie im Fall. Bitte tragen Sie die Angabe dort ein, und nehmen Sie sie hier heraus."
)
URGENCY_IS_THE_CASE_S: Final = (
    "Die Dringlichkeit ändern Sie im Fall. Bitte wählen Sie hier „Nicht bekannt“, speichern Sie, und ändern Sie sie "
    "gleich danach dort unter „Einschätzung“."
)
TALK_IS_THE_CASE_S: Final = (
    "Angaben zu Vortrag oder Schulung tragen Sie im Fall ein. Bitte nehmen Sie die Angabe hier heraus."
)
STAYS_OUT: Final[Mapping[str, str]] = {
    **dict.fromkeys(FIELDS, WAY_IS_THE_CASE_S),
    **dict.fromkeys(COARSE, PICTURE_IS_THE_CASE_S),
    "urgency": URGENCY_IS_THE_CASE_S,
    **dict.fromkeys(TALK, TALK_IS_THE_CASE_S),
}
"""Sentence by field for values that are not written into a joined case, and where they go instead.

The reason of a contact and how somebody heard of us are counted only for a new concern: the page says so beside the
choice.
"""
SAYS_NOTHING: Final[Mapping[str, str]] = {
    "channel": "none",
    **dict.fromkeys((*COARSE, "talk_format"), "unknown"),
}
"""Values of fields that nobody touched; all other fields are empty then."""

TOO_LONG_FOR_A_CASE: Final = (
    "In einen Fall passen höchstens 10.000 Zeichen auf einmal. Bitte kürzen oder teilen Sie den Text."
)
NOBODY_COMES_BACK: Final = (Reason.SILENT, Reason.ABUSIVE)


class CallForm(DeskSituationForm, SafeContactForm, TalkForm, Drafted):
    """`known`: the input of the search for a case; `join`: the contact of the case that it goes to, or APART."""

    REFUSAL: ClassVar[str] = "Der Anruf ist noch nicht erfasst."

    text: Annotated[str, Typed(LONGEST)]
    reason: Reason = Reason.UNKNOWN
    via: Via = Via.UNKNOWN
    way_in: WayIn = Channel.PHONE
    happened_on: DayIfGiven = None
    known: Annotated[str, Typed(254)] = ""
    join: Annotated[str, Typed(64)] = ""
    alone: Alone | None = None

    @classmethod
    def read_from(cls, form: "Sent[CallForm]", today: date) -> "CallForm":
        """Reads the form.

        Raises InvalidForm like `Sent.read` and `checked`, and for fields that a joined case does not get.
        """
        left = left_out(form.fields)
        try:
            call = form.read().checked(today)
        except InvalidForm as error:
            raise InvalidForm(error.sentence, error.wrong | left.keys(), {**error.sentences, **left}) from None
        if left:
            raise InvalidForm.at(left, cls.REFUSAL)
        return call

    @property
    def joins(self) -> ContactId | None:
        return ContactId(self.join) if is_a_case(self.join) else None

    def checked(self, today: date) -> Self:
        """Returns the form.

        Raises InvalidForm for a day to come, and for a text or choice that does not fit where it is to go.
        """
        wrong = troubles({"happened_on": self.happened_on}, today)
        if self.join == UNDECIDED:
            wrong["join"] = WHERE_TO
        if self.join == APART and self.alone is None:
            wrong["alone"] = WHY_APART
        if self.joins and len(self.text) > note.LONGEST:
            wrong["text"] = TOO_LONG_FOR_A_CASE
        if wrong:
            raise InvalidForm.at(wrong, self.REFUSAL)
        return self

    def concern(self) -> Concern:
        return Concern(
            channel=self.way_in,
            text=self.text,
            reason=self.reason,
            via=self.via,
            situation=self.situation(),
            safe_contact=self.stated(),
            happened_on=self.happened_on,
            alone=self.alone if self.join == APART else None,
            talk=self.talk(),
        )

    def written(self) -> Written:
        """Returns the call as a note for the case that it joins."""
        kind = AS_NOTE[self.way_in]
        return Written(kind, Direction.FROM_PERSON, self.text, happened_on=self.happened_on)


def is_a_case(join: str) -> bool:
    return join not in ("", APART, UNDECIDED)


def left_out(fields: Mapping[str, Any]) -> dict[str, str]:
    """Returns a sentence for each field that was filled in and that the joined case does not get."""
    if not is_a_case(fields.get("join", "")):
        return {}
    return {name: said for name, said in STAYS_OUT.items() if is_filled_in(name, fields.get(name, ""))}


def is_filled_in(name: str, typed: str | list[str]) -> bool:
    values = [typed] if isinstance(typed, str) else typed
    return any(each.strip() not in ("", SAYS_NOTHING.get(name)) for each in values)


class SilentForm(CallForm):
    """The form for a call in which nobody spoke.

    It has all fields of the page, since its buttons stand in the same form.
    """

    text: Annotated[str, Typed(LONGEST)] = ""
    nobody_spoke: Literal[Reason.SILENT, Reason.ABUSIVE]

    @model_validator(mode="after")
    def _nothing_is_lost(self) -> Self:
        if self.text:
            raise InvalidForm.at({"text": SOMEBODY_SPOKE}, self.REFUSAL)
        if self.address:
            raise InvalidForm.at({"address": SOMEBODY_SPOKE}, self.REFUSAL)
        if talk := [name for name in TALK if is_filled_in(name, getattr(self, name))]:
            raise InvalidForm.at(dict.fromkeys(talk, SOMEBODY_SPOKE), self.REFUSAL)
        return self
