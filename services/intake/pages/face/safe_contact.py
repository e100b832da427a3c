"""The person states how to be reached without harm, or that nobody is to write any more."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.safe_contact import SafeContact
from services.intake.handlers.person.change_safe_contact import change_safe_contact
from services.intake.handlers.person.receipt_access import Ticket
from services.intake.handlers.person.withdraw_safe_contact import withdraw_safe_contact
from services.intake.pages.face.code import code_page
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.follow_cookie import HERE
from services.intake.pages.face.thread_form import (
    ThreadForm,
    ThreadFormWithCode,
    form_again,
    is_affected,
    own_again,
    ticket_of,
)
from services.intake.pages.refusal import REFUSED, refusal
from services.intake.pages.safe_contact_form import OF_THE_PERSON, SafeContactForm
from shared import attempts
from shared.errors import LotseError, Unauthenticated
from shared.web import act_result
from shared.web.forms import Receiving, Sent


class ChangeForm(SafeContactForm, ThreadFormWithCode):
    REFUSAL: ClassVar[str] = "Der Kontaktweg ist noch nicht gespeichert. Bitte prüfen Sie Ihre Eingabe."


def router(page: FollowPage) -> APIRouter:
    routes = APIRouter(prefix=f"{HERE}/kontakt", include_in_schema=False)

    @routes.post("")
    async def change(request: Request, form: Annotated[Sent[ChangeForm], Depends(Receiving(ChangeForm))]) -> Response:
        attempt = attempts.given(form.fields)
        try:
            wanted = form.read().stated()
            ticket = await ticket_of(page.face, page.cookie, request, form.fields)
            await save(page, ticket, wanted, attempt)
        except REFUSED as error:
            return await form_page(page, request, form.fields, attempt, refusal(error))
        response = act_result.redirect(HERE, "kontakt" if wanted else "kontakt-ende")
        page.cookie.keep(response, ticket)
        return response

    @routes.post("/ende")
    async def withdraw(request: Request, form: Annotated[Sent[ThreadForm], Depends(Receiving(ThreadForm))]) -> Response:
        try:
            ticket = page.cookie.required(request, form.read().thread)
        except Unauthenticated as refused:
            return code_page(page.pages, request, refused)
        await withdraw_safe_contact(page.face, ticket, attempts.given(form.fields))
        return act_result.redirect(HERE, "kontakt-ende")

    return routes


async def save(page: FollowPage, ticket: Ticket, wanted: SafeContact | None, attempt: str) -> None:
    if wanted:
        await change_safe_contact(page.face, ticket, wanted, attempt)
    else:
        await withdraw_safe_contact(page.face, ticket, attempt)


async def form_page(
    page: FollowPage, request: Request, sent: Mapping[str, Any], attempt: str, refused: LotseError
) -> HTMLResponse:
    again = form_again(page.cookie, request, sent, attempt, refused)
    affected = is_affected(await own_again(page.face, page.cookie, request, sent, refused))
    shown = {**again, "reach": OF_THE_PERSON, "entered": sent, "affected": affected}
    return page.pages.render(request, "face/safe_contact.html", **shown)
