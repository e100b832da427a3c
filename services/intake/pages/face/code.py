"""The person enters a code; the receipt code opens the follow page, a one-time code gives a receipt code first."""

from typing import Annotated, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.keep_report import is_begun_report_code
from services.intake.handlers.person.receipt_access import open_thread, ticket_for
from services.intake.handlers.person.redeem_one_time_code import confirm_receipt_code, redeem_one_time_code
from services.intake.pages.face.follow_cookie import HERE, FollowCookie
from services.intake.pages.face.sent_report import SentReport
from services.intake.pages.face.thread_form import ThreadForm
from services.intake.pages.refusal import REFUSED, refusal
from shared.errors import Invalid, LotseError, Unauthenticated
from shared.sealing.one_time import looks_like_one
from shared.text import Typed
from shared.web import Pages, act_result
from shared.web.client_limit import client_of
from shared.web.forms import Form, Receiving, Sent

OF_A_BEGUN_REPORT: Final = (
    "Das ist ein Entwurfscode: Ihr Anliegen ist noch nicht abgesendet. Weiterschreiben können Sie unter „Anliegen "
    "schildern“, „Mit einem Entwurfscode weiterschreiben“."
)


class CodeForm(Form):
    """Has no attempt: a code entered twice opens the same."""

    REFUSAL: ClassVar[str] = "Bitte geben Sie Ihren Rückmeldecode ein."

    code: Annotated[str, Typed(200)]


def code_page(pages: Pages, request: Request, refused: LotseError | None = None) -> HTMLResponse:
    return pages.render(request, "face/code.html", refused=refused, at="code")


def router(face: FaceDependencies, pages: Pages, cookie: FollowCookie, earlier: SentReport) -> APIRouter:
    routes = APIRouter(prefix=HERE, include_in_schema=False)

    @routes.post("")
    async def enter(request: Request, form: Annotated[Sent[CodeForm], Depends(Receiving(CodeForm))]) -> Response:
        try:
            code = form.read().code
            if is_begun_report_code(code):
                raise Invalid("bad-receipt-code", OF_A_BEGUN_REPORT)
            if looks_like_one(code):
                receipt_code = await redeem_one_time_code(face, code, client_of(request))
                return await first_visit(face, pages, cookie, request, receipt_code)
            ticket = ticket_for(face, code)
            await confirm_receipt_code(face, ticket)
        except REFUSED as error:
            return code_page(pages, request, refusal(error))
        response = RedirectResponse(HERE, 303)
        cookie.keep(response, ticket)
        return response

    @routes.post("/notiert")
    async def noted(request: Request, form: Annotated[Sent[ThreadForm], Depends(Receiving(ThreadForm))]) -> Response:
        try:
            await confirm_receipt_code(face, cookie.required(request, form.read().thread))
        except Unauthenticated as refused:
            return code_page(pages, request, refused)
        return act_result.redirect(HERE, "notiert")

    @routes.post("/ende")
    async def leave(form: Annotated[Sent[ThreadForm], Depends(Receiving(ThreadForm))]) -> Response:
        """Closes the thread in this browser, whichever it is: nothing stays open."""
        form.read()
        response = act_result.redirect("/", "geschlossen")
        cookie.forget(response)
        earlier.forget(response)
        return response

    return routes


async def first_visit(
    face: FaceDependencies, pages: Pages, cookie: FollowCookie, request: Request, receipt_code: str
) -> Response:
    """Shows the receipt code that a one-time code was exchanged for; the thread is open from now on."""
    ticket = ticket_for(face, receipt_code)
    await open_thread(face, ticket)
    page = pages.render(request, "face/new_receipt_code.html", code=receipt_code, thread=cookie.mark(ticket))
    cookie.keep(page, ticket)
    return page
