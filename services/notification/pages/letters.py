"""The counsellors' pages of letters: filled from what is typed, answered as a file, kept nowhere."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import AfterValidator

from services.notification.domain.letter import Letter
from services.notification.letter_rendering import Unprintable, as_pdf, as_text
from services.notification.letter_texts import (
    ABOUT,
    INFORMATION,
    Information,
    LetterKind,
    Writer,
    complaint,
    information_request,
)
from services.notification.pages.deadlines import Counsellor
from shared.assignments import refuse_unknown
from shared.bus import UnitOfWork
from shared.clock import Clock, berlin_day
from shared.day import Day, Order, troubles
from shared.errors import Invalid
from shared.text import HIDDEN, UNREADABLE, Typed
from shared.web import Pages, Staff
from shared.web.forms import Act, InvalidForm, Receiving, Sent

LONGEST: Final = {"line": 120, "address": 400, "words": 4_000}
UNPRINTABLE: Final = "Der Brief enthält Zeichen, die sich im PDF nicht setzen lassen. Als Text geht es."
NO_INTEREST: Final = "Nach einer Haft fragen kann, wer sein Interesse daran nennt."
NOTHING_ASKED: Final = "Bitte wählen Sie, was mitgeteilt werden soll."
ORDER: Final = Order("decided_on", "notified_on", "Bekannt gegeben wird ein Bescheid nicht vor seinem Datum.")
MEDIA_TYPES: Final = {"pdf": "application/pdf", "text": "text/plain; charset=utf-8"}
SUFFIXES: Final = {"pdf": "pdf", "text": "txt"}


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
    written_as: Literal["pdf", "text"] = "pdf"

    def writer(self, today: date) -> Writer:
        return Writer(self.name, self.postal_address, self.authority, self.reference, self.town, today)


class InformationRequestForm(LetterForm):
    asks: tuple[Information, ...] = ()
    interest: Words | None = None

    def letter(self, today: date) -> Letter:
        """Raises InvalidForm with a sentence at each field that does not go with the others."""
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
        """Raises InvalidForm as the other letter does."""
        days = {"decided_on": self.decided_on, "notified_on": self.notified_on}
        if wrong := troubles(days, today, (ORDER,)):
            raise InvalidForm.at(wrong, self.REFUSAL)
        return complaint(self.writer(today), self.decided_on, self.notified_on, self.reasons)


@dataclass(frozen=True)
class LetterPages:
    unit_of_work: UnitOfWork
    pages: Pages
    clock: Clock

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix="/notification/cases/{case_id}/letters")
        routes.get("")(self.choose)
        routes.get("/{kind}")(self.show)
        routes.post(f"/{LetterKind.INFORMATION_REQUEST}")(self.write_information_request)
        routes.post(f"/{LetterKind.COMPLAINT}")(self.write_complaint)
        return routes

    async def choose(self, request: Request, case_id: UUID, me: Counsellor) -> HTMLResponse:
        await self._refuse_unknown(me, case_id)
        return self.pages.render(request, "letters.html", case_id=case_id, letters=ABOUT)

    async def show(self, request: Request, case_id: UUID, kind: LetterKind, me: Counsellor) -> HTMLResponse:
        await self._refuse_unknown(me, case_id)
        return self._page(request, case_id, kind, {})

    async def write_information_request(
        self,
        request: Request,
        case_id: UUID,
        me: Counsellor,
        form: Annotated[Sent[InformationRequestForm], Depends(Receiving(InformationRequestForm))],
    ) -> Response:
        return await self._write(request, case_id, me, LetterKind.INFORMATION_REQUEST, form)

    async def write_complaint(
        self,
        request: Request,
        case_id: UUID,
        me: Counsellor,
        form: Annotated[Sent[ComplaintForm], Depends(Receiving(ComplaintForm))],
    ) -> Response:
        return await self._write(request, case_id, me, LetterKind.COMPLAINT, form)

    async def _write(self, request: Request, case_id: UUID, me: Staff, kind: LetterKind, form: Sent[Any]) -> Response:
        """The same letter as often as it is asked for: nothing is done by it."""
        await self._refuse_unknown(me, case_id)
        try:
            given: InformationRequestForm | ComplaintForm = form.read()
            content = await _rendered(given.letter(berlin_day(self.clock())), given.written_as)
        except Invalid as refused:
            return self._page(request, case_id, kind, form.fields, refused)
        file = f'attachment; filename="brief.{SUFFIXES[given.written_as]}"'
        return Response(content, media_type=MEDIA_TYPES[given.written_as], headers={"Content-Disposition": file})

    async def _refuse_unknown(self, me: Staff, case_id: UUID) -> None:
        await self.unit_of_work(lambda tx: refuse_unknown(tx, me, str(case_id)))

    def _page(
        self,
        request: Request,
        case_id: UUID,
        kind: LetterKind,
        entered: Mapping[str, Any],
        refused: Invalid | None = None,
    ) -> HTMLResponse:
        return self.pages.render(
            request,
            "letter.html",
            refused=refused,
            case_id=case_id,
            kind=kind,
            about=ABOUT[kind],
            entered=entered,
            information=list(INFORMATION.items()),
            limits=LONGEST,
            today=berlin_day(self.clock()).isoformat(),
        )


async def _rendered(letter: Letter, written_as: Literal["pdf", "text"]) -> bytes:
    if written_as == "text":
        return as_text(letter).encode()
    try:
        return await asyncio.to_thread(as_pdf, letter)
    except Unprintable:
        raise Invalid("bad-text", UNPRINTABLE) from None
