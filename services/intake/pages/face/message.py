"""The person writes to the desk; what cannot be taken now stays before their eyes, and the code is asked for anew."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from services.intake.domain.concern import Text
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.receipt_access import Ticket, ticket_for
from services.intake.handlers.person.redeem_one_time_code import confirm_receipt_code
from services.intake.handlers.person.write_message import write_message
from services.intake.pages.attempt import REFUSED, attempt_of, refusal
from services.intake.pages.face.follow_cookie import HERE, FollowCookie
from shared.web import Pages
from shared.web.forms import Form, Receiving, Sent


class MessageForm(Form):
    REFUSAL: ClassVar[str] = "Bitte schreiben Sie eine Nachricht. Mehr als 30.000 Zeichen können wir nicht aufnehmen."

    attempt: str = ""
    text: Text
    code: str = ""


def router(face: FaceDependencies, pages: Pages, cookie: FollowCookie) -> APIRouter:
    routes = APIRouter(prefix=HERE, include_in_schema=False)

    @routes.post("/nachricht")
    async def write(request: Request, form: Annotated[Sent[MessageForm], Depends(Receiving(MessageForm))]) -> Response:
        attempt = attempt_of(form.fields)
        try:
            ticket = await ticket_of(request, form.fields.get("code", ""))
            await write_message(face, ticket, form.read().text, attempt)
        except REFUSED as error:
            return pages.render(
                request,
                "face/message.html",
                refused=refusal(error),
                attempt=attempt,
                text=form.fields.get("text", ""),
                known=cookie.read(request) is not None,
            )
        response = RedirectResponse(HERE, 303)
        cookie.keep(response, ticket)
        return response

    async def ticket_of(request: Request, code: str) -> Ticket:
        if not code:
            return cookie.required(request)
        ticket = ticket_for(face, code)
        await confirm_receipt_code(face, ticket)
        return ticket

    return routes
