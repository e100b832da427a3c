"""The form of each letter, filled in by a counsellor or by the person, and the letter that it makes."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Final, Literal

from pydantic import AfterValidator

from services.notification.domain.letter import Letter
from services.notification.letter_texts import Information, LetterKind, Writer, complaint, information_request
from services.notification.protection_letters import (
    confirmation,
    evidence_list,
    other_address,
    register_block,
    superior_request,
)
from shared.day import Day, Order, troubles
from shared.errors import Invalid
from shared.text import HIDDEN, UNREADABLE, Typed
from shared.web.forms import Act, Form, InvalidForm

WrittenAs = Literal["pdf", "text"]
LONGEST: Final = {"line": 120, "address": 400, "words": 4_000}
NO_INTEREST: Final = "Nach einer Haft fragen kann, wer sein Interesse daran nennt."
NOTHING_ASKED: Final = "Bitte wählen Sie, was mitgeteilt werden soll."
ORDER: Final = Order("decided_on", "notified_on", "Bekannt gegeben wird ein Bescheid nicht vor seinem Datum.")


def _without_hidden(text: str) -> str:
    if HIDDEN.search(text):
        raise Invalid("bad-text", UNREADABLE)
    return text


Line = Annotated[
    str, Typed(LONGEST["line"]), AfterValidator(_without_hidden), AfterValidator(lambda text: " ".join(text.split()))
]
Address = Annotated[str, Typed(LONGEST["address"]), AfterValidator(_without_hidden)]
Words = Annotated[str, Typed(LONGEST["words"]), AfterValidator(_without_hidden)]


class LetterForm(Act):
    REFUSAL: ClassVar[str] = "Der Brief ist noch nicht fertig. Bitte prüfen Sie diese Angaben:"

    name: Line
    postal_address: Address
    authority: Address
    reference: Line | None = None
    town: Line
    written_as: WrittenAs = "pdf"

    @abstractmethod
    def letter(self, today: date) -> Letter:
        """Makes the letter. Raises InvalidForm with a sentence at each field that does not go with the others."""

    def _refuse(self, today: date, *orders: Order, **days: date) -> None:
        if wrong := troubles(days, today, orders):
            raise InvalidForm.at(wrong, self.REFUSAL)

    def writer(self, today: date) -> Writer:
        return Writer(self.name, self.postal_address, self.authority, self.reference, self.town, today)


class ReferenceForm(Form):
    """A file number with which a letter begins; nothing is done by it, so it has no attempt."""

    reference: Line


class InformationRequestForm(LetterForm):
    asks: tuple[Information, ...] = ()
    interest: Words | None = None

    def letter(self, today: date) -> Letter:
        needs_interest = Information.DETENTION in self.asks and not self.interest
        wrong = {} if self.asks else {"asks": NOTHING_ASKED}
        wrong |= {"interest": NO_INTEREST} if needs_interest else {}
        if wrong:
            raise InvalidForm.at(wrong, self.REFUSAL)
        return information_request(self.writer(today), self.asks, self.interest)


class ComplaintForm(LetterForm):
    decided_on: Day
    notified_on: Day
    reasons: Words | None = None

    def letter(self, today: date) -> Letter:
        self._refuse(today, ORDER, decided_on=self.decided_on, notified_on=self.notified_on)
        return complaint(self.writer(today), self.decided_on, self.notified_on, self.reasons)


class ConfirmationForm(LetterForm):
    reported_on: Day

    def letter(self, today: date) -> Letter:
        self._refuse(today, reported_on=self.reported_on)
        return confirmation(self.writer(today), self.reported_on)


class OtherAddressForm(LetterForm):
    fear: Words
    agrees: tuple[Literal["block"], ...] = ()

    def letter(self, today: date) -> Letter:
        return other_address(self.writer(today), self.fear, agrees_to_block=bool(self.agrees))


class RegisterBlockForm(LetterForm):
    born: Line
    activity: Line | None = None
    danger: Words
    others: Address | None = None

    def letter(self, today: date) -> Letter:
        return register_block(self.writer(today), self.born, self.activity, self.danger, self.others)


class SuperiorForm(LetterForm):
    official: Line
    deed: Words
    known_on: Day

    def letter(self, today: date) -> Letter:
        self._refuse(today, known_on=self.known_on)
        return superior_request(self.writer(today), self.official, self.deed, self.known_on)


class EvidenceForm(LetterForm):
    pieces: Words

    def letter(self, today: date) -> Letter:
        lines = [" ".join(line.split()) for line in self.pieces.splitlines()]
        return evidence_list(self.writer(today), [line for line in lines if line])


FORMS: Final[Mapping[LetterKind, type[LetterForm]]] = {
    LetterKind.INFORMATION_REQUEST: InformationRequestForm,
    LetterKind.COMPLAINT: ComplaintForm,
    LetterKind.CONFIRMATION: ConfirmationForm,
    LetterKind.OTHER_ADDRESS: OtherAddressForm,
    LetterKind.REGISTER_BLOCK: RegisterBlockForm,
    LetterKind.SUPERIOR: SuperiorForm,
    LetterKind.EVIDENCE: EvidenceForm,
}
