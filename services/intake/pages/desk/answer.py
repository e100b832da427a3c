"""A counsellor's answer to the person; while the store is away it stays on a page of its own."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from services.intake.articles import ARTICLES, address
from services.intake.domain.ids import ContactId
from services.intake.handlers.desk.answer import answer
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.roles import Counselling
from shared.errors import Invalid, Unavailable
from shared.store import AWAY
from shared.web import Staff
from shared.web.forms import Form, Receiving, Sent


class AnswerForm(Form):
    REFUSAL: ClassVar[str] = "Bitte prüfen Sie die Antwort. Mehr als 30.000 Zeichen können wir nicht aufnehmen."

    text: str = Field(default="", max_length=30_000)
    articles: tuple[str, ...] = ()


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/desk/contacts/{contact_id}/answers")
    async def answered(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[AnswerForm], Depends(Receiving(AnswerForm))],
    ) -> Response:
        entered = Entered(answer=form.fields.get("text", ""), articles=form.fields.get("articles", []))
        try:
            return await page.act(request, me, contact_id, send(me, contact_id, form), entered)
        except AWAY:
            return page.pages.render(
                request,
                "desk/unsent.html",
                refused=Unavailable(),
                title="Antwort senden",
                contact_id=contact_id,
                entered=entered,
            )

    async def send(me: Staff, contact_id: ContactId, form: Sent[AnswerForm]) -> None:
        wanted = form.read()
        text = with_articles(wanted.text.strip(), wanted.articles)
        if not text:
            raise Invalid("wrong-value", "Bitte schreiben Sie eine Antwort.")
        await answer(page.desk, contact_id, me, text)

    return routes


def with_articles(text: str, chosen: Iterable[str]) -> str:
    """The message names an article by its address; the follow page makes a link of it."""
    return "\n".join([text, *(address(article) for article in chosen if article in ARTICLES)]).strip()
