"""What anybody may read, without a trace."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.intake.articles import ARTICLES, HEADINGS
from shared.errors import NotFound
from shared.web import Pages


def router(pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    async def start(request: Request) -> HTMLResponse:
        return pages.render(request, "face/start.html")

    @routes.get("/wissen")
    async def articles(request: Request) -> HTMLResponse:
        return pages.render(request, "face/articles.html", articles=HEADINGS)

    @routes.get("/wissen/{article}")
    async def read(request: Request, article: str) -> HTMLResponse:
        found = ARTICLES.get(article)
        if found is None:
            raise NotFound
        return pages.render(request, f"face/articles/{found.template}", title=found.heading)

    @routes.get("/datenschutz")
    async def privacy(request: Request) -> HTMLResponse:
        return pages.render(request, "face/privacy.html")

    return routes
