"""Public articles and their search. Search terms are neither kept nor in an address."""

from typing import Annotated, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.intake.articles import headings, listed, search
from services.intake.night_lines import lines_for
from services.intake.pages.face.home import Point
from shared.clock import Clock, berlin_day
from shared.contracts.vocabulary import Land
from shared.errors import LotseError, NotFound
from shared.text import Typed
from shared.web import Pages
from shared.web.forms import Form, Receiving, Sent

LONGEST: Final = 100


class SearchForm(Form):
    """Posted, because an address stays in the history. It has no attempt, because searching changes nothing."""

    REFUSAL: ClassVar[str] = "Danach können wir nicht suchen."

    q: Annotated[str, Typed(LONGEST, least=0)] = ""


def router(pages: Pages, point: Point, clock: Clock) -> APIRouter:
    routes = APIRouter(prefix="/wissen", include_in_schema=False)

    def show(
        request: Request, articles: dict[str, str], looked_for: str, refused: LotseError | None = None
    ) -> HTMLResponse:
        return pages.render(
            request,
            "face/articles.html",
            refused=refused,
            at="q",
            articles=articles,
            everything=headings(),
            looked_for=looked_for,
            point=point,
        )

    @routes.get("")
    async def articles(request: Request) -> HTMLResponse:
        return show(request, headings(), "")

    @routes.post("")
    async def find(request: Request, form: Annotated[Sent[SearchForm], Depends(Receiving(SearchForm))]) -> HTMLResponse:
        try:
            looked_for = form.read().q
        except LotseError as refused:
            return show(request, headings(), form.fields.get("q", ""), refused)
        return show(request, search(looked_for), looked_for)

    @routes.get("/{article}")
    async def read(request: Request, article: str) -> HTMLResponse:
        found = listed().get(article)
        if found is None:
            raise NotFound
        return pages.render(
            request, "face/article.html", article=found, point=point, lines=lines_for(Land.UNKNOWN, berlin_day(clock()))
        )

    return routes
