"""What is closed and no longer needed is erased, by a supervisor, after one more question."""

from collections.abc import Awaitable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.domain.state import CaseId, ContactId
from services.intake.handlers import erase, read
from services.intake.handlers.workplace import Mailroom
from shared.errors import LotseError
from shared.web import Pages, Staff, staff

Supervising = Annotated[Staff, Depends(staff("supervisor"))]
Sure = Annotated[Literal["ja"], Form()]


def router(room: Mailroom, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk/cases/{case_id}/erase")
    async def ask_for_case(request: Request, me: Supervising, case_id: CaseId) -> HTMLResponse:
        await read.contact(room.desk, me, case_id=case_id)
        return ask(request, f"/desk/cases/{case_id}")

    @routes.get("/desk/contacts/{contact_id}/erase")
    async def ask_for_contact(request: Request, me: Supervising, contact_id: ContactId) -> HTMLResponse:
        await read.contact(room.desk, me, id=contact_id)
        return ask(request, f"/desk/contacts/{contact_id}")

    @routes.post("/desk/cases/{case_id}/erase")
    async def case(request: Request, me: Supervising, case_id: CaseId, sure: Sure) -> Response:
        await read.contact(room.desk, me, case_id=case_id)
        return await attempt(request, f"/desk/cases/{case_id}", erase.erase_case(room, me, case_id))

    @routes.post("/desk/contacts/{contact_id}/erase")
    async def contact(request: Request, me: Supervising, contact_id: ContactId, sure: Sure) -> Response:
        await read.contact(room.desk, me, id=contact_id)
        return await attempt(request, f"/desk/contacts/{contact_id}", erase.erase_contact(room, me, contact_id))

    async def attempt(request: Request, back: str, act: Awaitable[None]) -> Response:
        try:
            await act
        except LotseError as refused:
            if refused.status == 404:
                raise
            return ask(request, back, refused)
        return RedirectResponse("/desk", 303)

    def ask(request: Request, back: str, refused: LotseError | None = None) -> HTMLResponse:
        return pages.render(request, "desk/erase.html", refused=refused, title="Löschen", back=back)

    return routes
