"""A counsellor's actions on a contact from its page."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.ids import ContactId
from services.intake.handlers.desk.close import close_contact
from services.intake.handlers.desk.make_case import make_case
from services.intake.handlers.desk.pass_to_head import pass_to_head, take_from_head
from services.intake.handlers.desk.reopen import reopen
from services.intake.handlers.desk.take_over import take_over
from services.intake.pages.desk.closing_form import ClosingForm
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.roles import Counselling, Supervising
from shared.web import Staff
from shared.web.forms import Act, Receiving, Sent

Pressed = Annotated[Sent[Act], Depends(Receiving(Act))]


ACTS: Final[dict[str, tuple[Callable[..., Awaitable[None]], str]]] = {
    "take-over": (take_over, "taken-over"),
    "reopen": (reopen, "reopened"),
    "case": (make_case, "made-a-case"),
    "press": (pass_to_head, "given-to-head"),
}
"""The action and its key in DONE, by the last part of the address."""


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}", include_in_schema=False)

    def offer(name: str, act: Callable[..., Awaitable[None]], done: str) -> None:
        @routes.post(f"/{name}", name=name)
        async def pressed(request: Request, me: Counselling, contact_id: ContactId, form: Pressed) -> Response:
            act_id = form.act_id(request.url.path, me.sub)
            return await page.act(request, me, contact_id, act(page.desk, contact_id, me, act_id=act_id), done)

    for name, (act, done) in ACTS.items():
        offer(name, act, done)

    @routes.post("/close")
    async def closed(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[ClosingForm], Depends(Receiving(ClosingForm))],
    ) -> Response:
        typed = {"unanswered": form.fields.get("unanswered", ""), "seen": form.fields.get("seen", [])}
        entered = Entered(**typed, closing=True, at="unanswered")
        return await page.act(request, me, contact_id, save_closing(request, me, contact_id, form), "closed", entered)

    async def save_closing(request: Request, me: Staff, contact_id: ContactId, form: Sent[ClosingForm]) -> None:
        act_id = form.act_id(request.url.path, me.sub)
        wanted = form.read()
        seen, why = wanted.marks(), wanted.unanswered
        await close_contact(page.desk, contact_id, me, seen=seen, unanswered=why, act_id=act_id)

    @routes.post("/no-press")
    async def no_press(request: Request, me: Supervising, contact_id: ContactId, form: Pressed) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        return await page.act(
            request, me, contact_id, take_from_head(page.desk, contact_id, me, act_id=act_id), "no-press"
        )

    return routes
