"""What anybody may read, without a trace."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.intake.articles import ARTICLES
from shared.errors import NotFound
from shared.web import Pages


def router(pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    async def start(request: Request) -> HTMLResponse:
        return pages.render(request, "face/start.html")

    @routes.get("/wissen")
    async def knowledge(request: Request) -> HTMLResponse:
        return pages.render(request, "face/wissen.html", articles=ARTICLES)

    @routes.get("/wissen/{article}")
    async def read(request: Request, article: str) -> HTMLResponse:
        if article not in ARTICLES:
            raise NotFound
        return pages.render(request, f"face/wissen/{article}.html", title=ARTICLES[article])

    @routes.get("/datenschutz")
    async def privacy(request: Request) -> HTMLResponse:
        return pages.render(request, "face/datenschutz.html")

    return routes
