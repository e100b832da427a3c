"""Danger to life: the number to dial, then a record of who was informed; later its review and telling the person."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.contact import Contact
from services.intake.domain.emergency import Informed
from services.intake.domain.ids import ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.emergency import EnteredDisclosure, disclose, review, tell_person
from services.intake.handlers.desk.read_file import visible_contact
from services.intake.labels_de import INFORMED
from services.intake.pages.desk.file import address
from services.intake.pages.desk.roles import Counselling, Supervising
from services.intake.pages.refusal import REFUSED, refusal
from shared.errors import LotseError
from shared.text import Typed
from shared.web import Pages, act_result
from shared.web.forms import Act, Receiving, Sent

LONGEST: Final = 5_000
MAY_KNOW: Final = [("ja", "Ja, sie kann es jetzt lesen"), ("nein", "Nein, noch nicht: Es könnte sie gefährden")]


class DisclosureForm(Act):
    REFUSAL: ClassVar[str] = "Das ist noch nicht festgehalten."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "informed": "Bitte geben Sie an, wen Sie angerufen haben.",
        "text": "Bitte schreiben Sie auf, was Sie gesagt haben und warum.",
        "may_know": "Bitte entscheiden Sie, ob die Person es jetzt lesen kann.",
    }

    informed: Informed
    text: Annotated[str, Typed(LONGEST)]
    may_know: Literal["ja", "nein"]

    def told(self) -> EnteredDisclosure:
        return EnteredDisclosure(self.informed, self.text, self.may_know == "ja")


Pressed = Annotated[Sent[Act], Depends(Receiving(Act))]


def router(desk: DeskDependencies, pages: Pages) -> APIRouter:
    routes = APIRouter(prefix="/desk", include_in_schema=False)

    @routes.get("/contacts/{contact_id}/emergency")
    async def numbers(request: Request, me: Counselling, contact_id: ContactId) -> HTMLResponse:
        return form_page(pages, request, await visible_contact(desk, me, id=contact_id), {})

    @routes.post("/contacts/{contact_id}/emergency")
    async def disclosed(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[DisclosureForm], Depends(Receiving(DisclosureForm))],
    ) -> Response:
        contact = await visible_contact(desk, me, id=contact_id)
        try:
            told = form.read().told()
            await disclose(desk, contact_id, me, told, act_id=form.act_id(request.url.path, me.sub))
        except REFUSED as error:
            return form_page(pages, request, contact, form.fields, refusal(error))
        return act_result.redirect(address(contact, "conversation"), "disclosed")

    @routes.post("/emergencies/{disclosure_id}/tell")
    async def told(request: Request, me: Counselling, disclosure_id: str, form: Pressed) -> Response:
        contact = await tell_person(desk, disclosure_id, me, act_id=form.act_id(request.url.path, me.sub))
        return act_result.redirect(address(contact, "conversation"), "told")

    @routes.post("/emergencies/{disclosure_id}/review")
    async def reviewed(request: Request, me: Supervising, disclosure_id: str, form: Pressed) -> Response:
        contact = await review(desk, disclosure_id, me, act_id=form.act_id(request.url.path, me.sub))
        return act_result.redirect(address(contact, "conversation"), "reviewed")

    return routes


def form_page(
    pages: Pages, request: Request, contact: Contact, sent: Mapping[str, Any], refused: LotseError | None = None
) -> HTMLResponse:
    return pages.render(
        request,
        "desk/emergency.html",
        refused=refused,
        at="text",
        case_shown=contact.thread,
        title="Lebensgefahr",
        contact=contact,
        back=address(contact, "conversation"),
        entered=dict.fromkeys(DisclosureForm.model_fields, "") | dict(sent),
        informed=list(INFORMED.items()),
        may_know=MAY_KNOW,
    )
