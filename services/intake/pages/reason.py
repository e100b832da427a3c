"""What is with a colleague opens for a supervisor only after a reason was given."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.domain.reason import OpeningReason
from services.intake.domain.state import ThreadId
from services.intake.handlers import access
from services.intake.handlers.workplace import Desk
from shared.web import Pages, Staff, staff
from shared.web.sealed_cookie import SealedCookie
from shared.web.session import to_text
from shared.web.signin import own_path

Supervising = Annotated[Staff, Depends(staff("supervisor"))]
REASONS: Final = {
    OpeningReason.ABSENCE: "Vertretung: Die Beraterin oder der Berater ist nicht da",
    OpeningReason.DANGER: "Gefahr: Es muss sofort gehandelt werden",
    OpeningReason.COMPLAINT: "Beschwerde über die Beratung",
    OpeningReason.REQUEST_OF_THE_PERSON: "Die betroffene Person bittet darum",
    OpeningReason.QUALITY: "Fachliche Prüfung",
}


def router(desk: Desk, pages: Pages, cookie: SealedCookie) -> APIRouter:
    routes = APIRouter(prefix="/desk/begruendung/{thread}", include_in_schema=False)

    @routes.get("")
    async def ask(request: Request, me: Supervising, thread: ThreadId, next: str = "") -> Response:
        found = await access.others(desk, me, thread)
        if found is None:
            return RedirectResponse(onwards(next), 303)
        return form(request, thread, next)

    @routes.post("")
    async def answer(
        me: Supervising, thread: ThreadId, reason: Annotated[OpeningReason, Form()], next: Annotated[str, Form()] = ""
    ) -> Response:
        opened = await access.open_for_a_reason(desk, me, thread, reason)
        return RedirectResponse(onwards(next), 303, {"Set-Cookie": cookie.header(to_text(opened))})

    def form(request: Request, thread: ThreadId, next: str) -> HTMLResponse:
        return pages.render(
            request, "desk/reason.html", title="Fall öffnen", thread=thread, next=next, reasons=list(REASONS.items())
        )

    return routes


def onwards(next: str) -> str:
    return own_path(next) if next else "/desk"
