"""The person answers a partner's appointments; a form that cannot be taken now is shown again with its content."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from services.intake.domain.arrangement import OpenedArrangement
from services.intake.domain.ids import HandoverId
from services.intake.handlers.person.answer_arrangement import answer_arrangement
from services.intake.handlers.person.read_own_case import read_own_case
from services.intake.pages.face.follow import FollowPage, choices
from services.intake.pages.face.follow_cookie import HERE
from services.intake.pages.face.thread_form import ThreadFormWithCode, form_again, ticket_of
from services.intake.pages.refusal import REFUSED, refusal
from shared import attempts
from shared.arrangement import LONGEST_HINT, Answer, still_to_come
from shared.errors import LotseError
from shared.store import AWAY
from shared.text import Typed
from shared.web import act_result
from shared.web.client_limit import client_of
from shared.web.forms import Receiving, Sent

NONE_FITS: Final = "none"
KEY: Final = r"^(none|\d{4}-\d{2}-\d{2}T\d{2}:\d{2})$"


class AnswerForm(ThreadFormWithCode):
    """`chosen`: the key of an appointment, or NONE_FITS."""

    REFUSAL: ClassVar[str] = "Ihre Antwort ist noch nicht bei uns. Bitte prüfen Sie Ihre Eingabe."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "chosen": "Bitte wählen Sie einen Termin, oder sagen Sie, dass keiner passt."
    }

    handover_id: HandoverId
    round: int
    chosen: Annotated[str, Field(pattern=KEY)]
    own_words: Annotated[str, Typed(LONGEST_HINT, least=0)] = ""

    def answer(self) -> Answer:
        chosen = None if self.chosen == NONE_FITS else self.chosen
        return Answer(round=self.round, chosen=chosen, word=self.own_words)


def router(page: FollowPage) -> APIRouter:
    routes = APIRouter(prefix=HERE, include_in_schema=False)

    @routes.post("/termin")
    async def answered(request: Request, form: Annotated[Sent[AnswerForm], Depends(Receiving(AnswerForm))]) -> Response:
        attempt = attempts.given(form.fields)
        try:
            given = form.read()
            ticket = await ticket_of(page.face, page.cookie, request, form.fields)
            page.face.limits.messages.take(client_of(request))
            await answer_arrangement(page.face, ticket, given.handover_id, given.answer(), attempt)
        except REFUSED as error:
            return await form_page(page, request, form.fields, attempt, refusal(error))
        response = act_result.redirect(HERE, "termin")
        page.cookie.keep(response, ticket)
        return response

    return routes


async def form_page(
    page: FollowPage, request: Request, sent: Mapping[str, Any], attempt: str, refused: LotseError
) -> HTMLResponse:
    """Shows the form again, with the appointments on offer now if this browser is let in to the thread."""
    again = form_again(page.cookie, request, sent, attempt, refused)
    found = None if again["asks_for_code"] else await _offered(page, request, sent)
    to_come = still_to_come(found.content.appointments, page.face.clock()) if found else ()
    shown: dict[str, Any] = {"entered": sent, "found": found, "to_come": to_come, "options": choices(to_come)}
    return page.pages.render(request, "face/arrangement.html", affected=True, **shown, **again)


async def _offered(page: FollowPage, request: Request, sent: Mapping[str, Any]) -> OpenedArrangement | None:
    ticket = page.cookie.read(request)
    if ticket is None:
        return None
    try:
        own = await read_own_case(page.face, ticket)
        return own.arrangement(HandoverId(sent.get("handover_id", "")))
    except (LotseError, *AWAY):
        return None
