"""What a counsellor fills in while somebody talks, or copies from paper."""

from datetime import date
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import model_validator

from services.intake.domain import note
from services.intake.domain.concern import Concern
from services.intake.domain.contact import Alone
from services.intake.domain.ids import ContactId
from services.intake.domain.note import Direction, NoteKind
from services.intake.handlers.desk.write_note import Written
from services.intake.pages.desk.triage_form import DeskSituationForm
from services.intake.pages.safe_contact_form import SafeContactForm
from shared.contracts.vocabulary import Channel, Reason, Via
from shared.day import DayIfGiven, troubles
from shared.text import LONGEST, Typed
from shared.web.forms import Drafted, InvalidForm

WayIn = Literal[Channel.PHONE, Channel.LETTER, Channel.IN_PERSON, Channel.MAIL]
AS_NOTE: Final = {
    Channel.PHONE: NoteKind.CALL,
    Channel.LETTER: NoteKind.LETTER,
    Channel.IN_PERSON: NoteKind.IN_PERSON,
    Channel.MAIL: NoteKind.MAIL,
}
APART: Final = "apart"
UNDECIDED: Final = "undecided"
"""What the form says where cases were found and none of the choices was made."""

SOMEBODY_SPOKE: Final = "Hier steht etwas. Bitte speichern Sie den Anruf damit, oder leeren Sie das Feld."
WHERE_TO: Final = "Bitte wählen Sie, ob es in einen dieser Fälle gehört."
WHY_APART: Final = "Bitte geben Sie an, warum es für sich bleibt."
WAY_IS_THE_CASE_S: Final = "Den Kontaktweg ändern Sie im Fall. Bitte leeren Sie hier das Feld."
TOO_LONG_FOR_A_CASE: Final = (
    "In einen Fall passen höchstens 10.000 Zeichen auf einmal. Bitte kürzen oder teilen Sie den Text."
)
NOBODY_COMES_BACK: Final = (Reason.SILENT, Reason.ABUSIVE)


class CallForm(DeskSituationForm, SafeContactForm, Drafted):
    """`known`: what a case was looked for by; `join`: the contact of the case that it goes to, or APART."""

    REFUSAL: ClassVar[str] = "Der Anruf ist noch nicht erfasst."

    text: Annotated[str, Typed(LONGEST)]
    reason: Reason = Reason.UNKNOWN
    via: Via = Via.UNKNOWN
    way_in: WayIn = Channel.PHONE
    happened_on: DayIfGiven = None
    known: Annotated[str, Typed(254)] = ""
    join: Annotated[str, Typed(64)] = ""
    alone: Alone | None = None

    @property
    def joins(self) -> ContactId | None:
        return None if self.join in ("", APART, UNDECIDED) else ContactId(self.join)

    def checked(self, today: date) -> Self:
        """Raises InvalidForm for a day to come, and for what cannot be written where it is to go."""
        wrong = troubles({"happened_on": self.happened_on}, today)
        if self.join == UNDECIDED:
            wrong["join"] = WHERE_TO
        if self.join == APART and self.alone is None:
            wrong["alone"] = WHY_APART
        if self.joins and self.address:
            wrong["address"] = WAY_IS_THE_CASE_S
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
        )

    def written(self) -> Written:
        """As what it is in the case that it joins."""
        kind = AS_NOTE[self.way_in]
        return Written(kind, Direction.FROM_PERSON, self.text, happened_on=self.happened_on)


class SilentForm(CallForm):
    """Has all fields of the page, because its buttons stand in the same form."""

    text: Annotated[str, Typed(LONGEST)] = ""
    nobody_spoke: Literal[Reason.SILENT, Reason.ABUSIVE]

    @model_validator(mode="after")
    def _nothing_is_lost(self) -> Self:
        if self.text:
            raise InvalidForm.at({"text": SOMEBODY_SPOKE}, self.REFUSAL)
        if self.address:
            raise InvalidForm.at({"address": SOMEBODY_SPOKE}, self.REFUSAL)
        return self
