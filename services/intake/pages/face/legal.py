"""Imprint, privacy, accessibility and press pages, and the files for machines: robots.txt and security.txt."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from services.intake.domain.retention_period import PERIODS
from services.intake.pages.face.home import Point
from services.intake.settings import Operator
from shared.errors import NotFound
from shared.web import Pages

STATEMENT_OF: Final = date(2026, 11, 28)
"""Day on which somebody last compared the accessibility statement with the pages."""

SECURITY_HOLDS_FOR: Final = timedelta(days=180)
"""Validity of security.txt; RFC 9116 asks for less than a year."""

ROBOTS: Final = """User-agent: *
Disallow: /api/
Disallow: /anliegen
Disallow: /rueckmeldung
Disallow: /verlassen
"""


def router(pages: Pages, point: Point, operator: Operator | None) -> APIRouter:
    """Makes the routes. `operator`: None if no operator is configured, which the pages then say."""
    routes = APIRouter(include_in_schema=False)

    def offer(path: str, name: str) -> None:
        @routes.get(path)
        async def show(request: Request) -> HTMLResponse:
            return pages.render(
                request,
                f"face/{name}.html",
                operator=operator,
                point=point,
                statement_of=STATEMENT_OF,
                periods=PERIODS,
            )

    offer("/impressum", "imprint")
    offer("/datenschutz", "privacy")
    offer("/barrierefreiheit", "accessibility")
    offer("/leichte-sprache", "easy_language")
    offer("/presse", "press")
    return routes


def for_machines(public_url: str, operator: Operator | None, clock: Callable[[], datetime]) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/robots.txt")
    async def robots() -> PlainTextResponse:
        """Lets articles be found, and keeps search results from leading into the middle of a form."""
        return PlainTextResponse(ROBOTS)

    @routes.get("/.well-known/security.txt")
    async def security() -> PlainTextResponse:
        """Returns security.txt. Raises NotFound if nobody takes reports: RFC 9116 demands a contact."""
        if operator is None or not operator.security:
            raise NotFound
        return PlainTextResponse(security_txt(operator.security, public_url, clock()))

    return routes


def security_txt(contact: str, public_url: str, now: datetime) -> str:
    """Returns the file.

    It expires half a year after the request, rounded down to the day, so that it is never outdated.
    """
    expires = (now.astimezone(UTC) + SECURITY_HOLDS_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {public_url}/.well-known/security.txt",
    )
    return "\n".join(lines) + "\n"
