"""The person reports a letter received, and is told at once what it may mean and by when to call."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from services.intake.domain.form_message import Letter, LetterKind
from services.intake.domain.letter_period import grounds_of, may_complain
from services.intake.handlers.person.read_own_case import read_own_case
from services.intake.pages.face.code import code_page
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.follow_cookie import HERE
from services.intake.pages.face.home import Point
from services.intake.pages.face.own_form import OwnForm, OwnFormPage
from services.intake.reading_time import HOURS, hours_in_words, next_reading
from services.intake.state_texts.letter import LETTERS
from services.intake.state_texts.texts import of_letter
from shared.clock import berlin_day
from shared.day import Day, troubles
from shared.web.forms import InvalidForm, Receiving, Sent

LETTER: Final = f"{HERE}/post"
ANSWER: Final = f"{LETTER}/antwort"


class LetterForm(OwnForm):
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "kind": "Bitte wählen Sie, was für ein Brief es ist. Passt nichts, wählen Sie „Etwas anderes“.",
        "received_on": "Bitte geben Sie den Tag an, an dem der Brief da war.",
    }

    kind: LetterKind
    received_on: Day

    def said(self, now: datetime) -> Letter:
        """Returns the letter. Raises InvalidForm for a day to come."""
        wrong = troubles({"received_on": self.received_on}, berlin_day(now))
        if wrong:
            raise InvalidForm.at(wrong, self.REFUSAL)
        return Letter(kind=self.kind, received_on=self.received_on, text=self.text)


def router(page: FollowPage, point: Point) -> APIRouter:
    routes = APIRouter(prefix=LETTER, include_in_schema=False)
    own = OwnFormPage(page, "face/letter.html", ANSWER, "post", lambda now: {"kinds": list(LETTERS.items())})
    routes.get("")(own.show)

    @routes.post("")
    async def tell(request: Request, form: Annotated[Sent[LetterForm], Depends(Receiving(LetterForm))]) -> Response:
        return await own.send(request, form, LetterForm.said)

    @routes.get("/antwort")
    async def answer(request: Request) -> Response:
        """Shows the answer to the letter that was reported last."""
        ticket = page.cookie.read(request)
        if ticket is None:
            return code_page(page.pages, request)
        said = [each.form for each in (await read_own_case(page.face, ticket)).messages]
        letters = [each for each in said if isinstance(each, Letter)]
        return answer_page(request, letters[-1]) if letters else RedirectResponse(LETTER, 303)

    def answer_page(request: Request, letter: Letter) -> Response:
        now = page.face.clock()
        today = berlin_day(now)
        return page.pages.render(
            request,
            "face/letter_answer.html",
            affected=True,
            said=of_letter(letter, "person", today),
            may_complain=may_complain(letter, today),
            grounds=grounds_of(letter),
            point=point,
            hours=hours_in_words(),
            is_open=HOURS.is_open(now),
            next=next_reading(now),
        )

    return routes
