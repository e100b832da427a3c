"""A counsellor's answer to the person."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from services.intake.articles import address, listed
from services.intake.domain.ids import ContactId, PartnerId
from services.intake.handlers.desk.answer import answer
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.roles import Counselling
from shared.text import LONGEST, Typed
from shared.web import Staff
from shared.web.forms import Act, InvalidForm, Receiving, Sent


class AnswerForm(Act):
    REFUSAL: ClassVar[str] = "Ihre Antwort ist noch nicht gesendet."

    text: Annotated[str, Typed(LONGEST, least=0)] = ""
    articles: tuple[str, ...] = ()
    partner: PartnerId | None = None
    """The partner that the answer names to a person without a case."""
    seen: Annotated[int | None, Field(ge=0, le=999_999)] = None
    """The number of the last message on the page."""


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/desk/contacts/{contact_id}/answers")
    async def answered(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[AnswerForm], Depends(Receiving(AnswerForm))],
    ) -> Response:
        entered = Entered(
            answer=form.fields.get("text", ""),
            articles=form.fields.get("articles", []),
            partner=form.fields.get("partner", ""),
            at="text",
        )
        return await page.act(request, me, contact_id, send(request, me, contact_id, form), "answered", entered)

    async def send(request: Request, me: Staff, contact_id: ContactId, form: Sent[AnswerForm]) -> str:
        wanted = form.read()
        text = with_articles(wanted.text, wanted.articles)
        if not text and not wanted.partner:
            raise InvalidForm.at({"text": "Bitte schreiben Sie eine Antwort."}, AnswerForm.REFUSAL)
        act_id = form.act_id(request.url.path, me.sub)
        is_read = await answer(page.desk, contact_id, me, text, names=wanted.partner, seen=wanted.seen, act_id=act_id)
        return "answered" if is_read else "answered-unread"

    return routes


def with_articles(text: str, chosen: Iterable[str]) -> str:
    """Appends the addresses of the chosen articles to the message; the follow page makes links of them."""
    return "\n".join([text, *(address(article) for article in chosen if article in listed())]).strip()
