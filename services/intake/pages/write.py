"""The person writes to the desk; what cannot be taken now stays before their eyes, and the code is asked for anew."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError

from services.intake.domain.concern import Text
from services.intake.handlers import first_visit, follow
from services.intake.handlers.follow import Ticket
from services.intake.handlers.workplace import Portal
from services.intake.pages.follow_cookie import HERE, FollowCookie
from services.intake.pages.typed import REFUSED, attempt_of, refusal, typed
from shared.errors import Invalid
from shared.web import Pages

TEXT: Final[TypeAdapter[str]] = TypeAdapter(Text)
UNREADABLE: Final = "Bitte schreiben Sie eine Nachricht. Mehr als 30.000 Zeichen können wir nicht aufnehmen."


def router(portal: Portal, pages: Pages, cookie: FollowCookie) -> APIRouter:
    routes = APIRouter(prefix=HERE, include_in_schema=False)

    @routes.post("/nachricht")
    async def write(request: Request) -> Response:
        said = await typed(request)
        attempt = attempt_of(said)
        try:
            ticket = await shown(request, said)
            await follow.write(portal, ticket, read(said), attempt)
        except REFUSED as error:
            return pages.render(
                request,
                "face/nachricht.html",
                refused=refusal(error),
                attempt=attempt,
                text=said.get("text", ""),
                known=cookie.read(request) is not None,
            )
        response = RedirectResponse(HERE, 303)
        cookie.keep(response, ticket)
        return response

    async def shown(request: Request, said: Mapping[str, Any]) -> Ticket:
        if not said.get("code"):
            return cookie.shown(request)
        ticket = follow.ticket(portal, said["code"])
        await first_visit.noted(portal, ticket)
        return ticket

    return routes


def read(said: Mapping[str, Any]) -> str:
    try:
        return TEXT.validate_python(said.get("text", ""))
    except ValidationError:
        raise Invalid(sentence=UNREADABLE) from None
