"""Who answers for this site, what barriers it has, and what machines ask it for."""

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
"""When somebody last compared the accessibility statement with the pages."""

SECURITY_HOLDS_FOR: Final = timedelta(days=180)
"""RFC 9116 asks for less than a year."""

ROBOTS: Final = """User-agent: *
Disallow: /api/
Disallow: /anliegen
Disallow: /rueckmeldung
Disallow: /verlassen
"""


def router(pages: Pages, point: Point, operator: Operator | None) -> APIRouter:
    """`operator`: None where nobody stands behind it, which the pages then say."""
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
        """Articles may be found; nobody arrives from a search in the middle of a form."""
        return PlainTextResponse(ROBOTS)

    @routes.get("/.well-known/security.txt")
    async def security() -> PlainTextResponse:
        """Raises NotFound where nobody takes reports: RFC 9116 demands a contact."""
        if operator is None or not operator.security:
            raise NotFound
        return PlainTextResponse(security_txt(operator.security, public_url, clock()))

    return routes


def security_txt(contact: str, public_url: str, now: datetime) -> str:
    """Expires half a year after it is asked for, by the day, so that it is never over."""
    expires = (now.astimezone(UTC) + SECURITY_HOLDS_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {public_url}/.well-known/security.txt",
    )
    return "\n".join(lines) + "\n"
