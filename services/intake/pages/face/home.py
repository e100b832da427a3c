"""The public start page, readable without a trace, the quick exit, and the page on a lost code."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.handlers.dependencies import FaceDependencies
from services.intake.night_lines import lines_for
from services.intake.pages.face.follow_cookie import FollowCookie
from services.intake.pages.face.source_mark import source_mark
from services.intake.reading_time import HOURS, hours_in_words, next_reading, reading_time
from services.intake.settings import Operator
from shared.clock import berlin_day
from shared.web import Pages

ELSEWHERE: Final = "https://www.dwd.de/"
"""The weather: a page that anybody may have visited."""


@dataclass(frozen=True)
class Point:
    """Telephone and mail address of the contact point; None if not configured."""

    phone: str | None = None
    mail: str | None = None


def router(
    face: FaceDependencies, pages: Pages, cookie: FollowCookie, point: Point, operator: Operator | None = None
) -> APIRouter:
    """Makes the routes. `operator`: None if no operator is configured, which the page then says."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    async def start(request: Request) -> HTMLResponse:
        now = face.clock()
        return pages.render(
            request,
            "face/start.html",
            point=point,
            mark=source_mark(request.query_params),
            operator=operator,
            hours=hours_in_words(),
            is_open=HOURS.is_open(now),
            next=next_reading(now),
            lines=lines_for(None, berlin_day(now)),
        )

    @routes.get("/verlassen")
    async def leave() -> Response:
        """Leaves the site and closes the thread in this browser. The history stays, and no page can change that."""
        response = RedirectResponse(ELSEWHERE, 303)
        cookie.forget(response)
        return response

    @routes.get("/rueckmeldung/verloren")
    async def lost_code(request: Request) -> HTMLResponse:
        return pages.render(request, "face/lost_code.html", point=point, reads=reading_time(face.clock()))

    return routes
