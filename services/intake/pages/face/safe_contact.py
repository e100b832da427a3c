"""The person states how to be reached without harm, or that nobody is to write any more."""

from typing import Annotated, ClassVar, Literal, Self

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import model_validator

from services.intake.domain.safe_contact import SafeContact
from services.intake.handlers.person.change_safe_contact import change_safe_contact
from services.intake.handlers.person.withdraw_safe_contact import withdraw_safe_contact
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.follow_cookie import HERE
from shared.web.forms import Form, InvalidForm, Receiving, Sent

TO_CONTACT = f"{HERE}#kontakt"


class SafeContactForm(Form):
    REFUSAL: ClassVar[str] = "Bitte prüfen Sie den Kontaktweg."

    channel: Literal["mail", "phone"] = "mail"
    address: str
    times: str | None = None
    words: str | None = None
    voicemail: bool | None = None

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        self.safe_contact()
        return self

    def safe_contact(self) -> SafeContact:
        return SafeContact.model_validate(self.model_dump())


def router(page: FollowPage) -> APIRouter:
    routes = APIRouter(prefix=f"{HERE}/kontakt", include_in_schema=False)

    @routes.post("")
    async def change(
        request: Request, form: Annotated[Sent[SafeContactForm], Depends(Receiving(SafeContactForm))]
    ) -> Response:
        ticket = page.cookie.required(request)
        try:
            wanted = form.read().safe_contact()
        except InvalidForm as refused:
            return await page.show(request, ticket, refused, form.fields)
        await change_safe_contact(page.face, ticket, wanted)
        return RedirectResponse(TO_CONTACT, 303)

    @routes.post("/ende")
    async def withdraw(request: Request) -> Response:
        await withdraw_safe_contact(page.face, page.cookie.required(request))
        return RedirectResponse(TO_CONTACT, 303)

    return routes
