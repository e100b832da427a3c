"""The person writes to the desk; a message that cannot be taken now is shown again, and the code is asked for."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.concern import Text
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.write_message import write_message
from services.intake.pages.face.follow_cookie import HERE, FollowCookie
from services.intake.pages.face.thread_form import ThreadFormWithCode, form_again, is_affected, own_again, ticket_of
from services.intake.pages.refusal import REFUSED, refusal
from shared import attempts
from shared.errors import LotseError
from shared.web import Pages, act_result
from shared.web.client_limit import client_of
from shared.web.forms import Receiving, Sent


class MessageForm(ThreadFormWithCode):
    REFUSAL: ClassVar[str] = "Ihre Nachricht ist noch nicht bei uns. Bitte prüfen Sie Ihre Eingabe."
    SENTENCES: ClassVar[Mapping[str, str]] = {"text": "Bitte schreiben Sie eine Nachricht."}

    text: Text


def router(face: FaceDependencies, pages: Pages, cookie: FollowCookie) -> APIRouter:
    routes = APIRouter(prefix=HERE, include_in_schema=False)

    @routes.post("/nachricht")
    async def write(request: Request, form: Annotated[Sent[MessageForm], Depends(Receiving(MessageForm))]) -> Response:
        attempt = attempts.given(form.fields)
        try:
            text = form.read().text
            face.limits.messages.take(client_of(request))
            ticket = await ticket_of(face, cookie, request, form.fields)
            await write_message(face, ticket, text, attempt)
        except REFUSED as error:
            return await form_page(request, form.fields, attempt, refusal(error))
        response = act_result.redirect(HERE, "nachricht")
        cookie.keep(response, ticket)
        return response

    async def form_page(request: Request, sent: Mapping[str, Any], attempt: str, refused: LotseError) -> Response:
        again = form_again(cookie, request, sent, attempt, refused)
        affected = is_affected(await own_again(face, cookie, request, sent, refused))
        return pages.render(request, "face/message.html", text=sent.get("text", ""), affected=affected, **again)

    return routes
