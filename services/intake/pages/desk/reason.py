"""Opens a colleague's contact or case to a supervisor, after a reason was stated."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.domain.ids import ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.open_with_reason import end_opening, needs_reason, open_with_reason
from services.intake.pages.desk.roles import Supervising
from shared.opening_reason import OpeningReason
from shared.web import Pages, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent
from shared.web.opening import OPENING_REASONS
from shared.web.own_path import own_path
from shared.web.session import to_text
from shared.web.staff_cookie import IssuedStaffCookie


class ReasonForm(Act):
    REFUSAL: ClassVar[str] = "Der Fall ist noch nicht geöffnet."
    SENTENCES: ClassVar[Mapping[str, str]] = {"reason": "Bitte wählen Sie einen Grund."}

    reason: OpeningReason
    next: str = ""


def router(desk: DeskDependencies, pages: Pages, cookie: IssuedStaffCookie) -> APIRouter:
    routes = APIRouter(prefix="/desk/begruendung/{thread}", include_in_schema=False)

    @routes.get("")
    async def ask(request: Request, me: Supervising, thread: ThreadId, next: str = "") -> Response:
        if await needs_reason(desk, me, thread):
            return form_page(pages, request, thread, next)
        return RedirectResponse(onwards(next), 303)

    @routes.post("")
    async def answer(
        request: Request,
        me: Supervising,
        thread: ThreadId,
        form: Annotated[Sent[ReasonForm], Depends(Receiving(ReasonForm))],
    ) -> Response:
        try:
            given = form.read()
        except InvalidForm as refused:
            return form_page(pages, request, thread, form.fields.get("next", ""), refused)
        act_id = form.act_id(request.url.path, me.sub)
        opened = await open_with_reason(desk, me, thread, given.reason, act_id=act_id)
        there = onwards(given.next)
        return RedirectResponse(there, 303, {"Set-Cookie": cookie.header(to_text(opened))})

    @routes.post("/ende")
    async def end(
        request: Request, me: Supervising, thread: ThreadId, form: Annotated[Sent[Act], Depends(Receiving(Act))]
    ) -> Response:
        closed = await end_opening(desk, me, thread, act_id=form.act_id(request.url.path, me.sub))
        back = act_result.redirect("/desk/tasks", "opening-ended")
        back.headers["Set-Cookie"] = cookie.header(to_text(closed))
        return back

    return routes


def form_page(
    pages: Pages, request: Request, thread: ThreadId, next: str, refused: InvalidForm | None = None
) -> HTMLResponse:
    return pages.render(
        request,
        "desk/reason.html",
        refused=refused,
        title="Fall öffnen",
        thread=thread,
        next=next,
        reasons=list(OPENING_REASONS.items()),
    )


def onwards(next: str) -> str:
    return own_path(next) if next else "/desk"
