"""The person agrees on a word for calls; a form that cannot be taken now is shown again with its content."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain import agreed_word
from services.intake.handlers.person.agree_word import agree_word
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.follow_cookie import HERE
from services.intake.pages.face.thread_form import ThreadFormWithCode, form_again, is_affected, own_again, ticket_of
from services.intake.pages.refusal import REFUSED, refusal
from shared import attempts
from shared.errors import LotseError
from shared.text import Typed
from shared.web import act_result
from shared.web.forms import Receiving, Sent


class WordForm(ThreadFormWithCode):
    REFUSAL: ClassVar[str] = "Ihr Wort ist noch nicht vereinbart. Bitte prüfen Sie Ihre Eingabe."
    SENTENCES: ClassVar[Mapping[str, str]] = {"word": agreed_word.TOO_SHORT}

    word: Annotated[str, Typed(agreed_word.LONGEST)]


def router(page: FollowPage) -> APIRouter:
    routes = APIRouter(prefix=f"{HERE}/wort", include_in_schema=False)

    @routes.post("")
    async def agree(request: Request, form: Annotated[Sent[WordForm], Depends(Receiving(WordForm))]) -> Response:
        attempt = attempts.given(form.fields)
        try:
            word = form.read().word
            ticket = await ticket_of(page.face, page.cookie, request, form.fields)
            await agree_word(page.face, ticket, word, attempt)
        except REFUSED as error:
            return await form_page(page, request, form.fields, attempt, refusal(error))
        response = act_result.redirect(HERE, "wort")
        page.cookie.keep(response, ticket)
        return response

    return routes


async def form_page(
    page: FollowPage, request: Request, sent: Mapping[str, Any], attempt: str, refused: LotseError
) -> HTMLResponse:
    again = form_again(page.cookie, request, sent, attempt, refused)
    if again["at"] and not again["asks_for_code"]:
        again["at"] = "word"
    affected = is_affected(await own_again(page.face, page.cookie, request, sent, refused))
    return page.pages.render(request, "face/agreed_word.html", word=sent.get("word", ""), affected=affected, **again)
