"""Links a report for another to the affected person's case, by the case's number, and removes the link."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.ids import ContactId
from services.intake.handlers.desk.link import link_case, unlink_case
from services.intake.pages.desk.case_number_form import CaseNumberForm
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.roles import Counselling
from shared.web import Staff
from shared.web.forms import Act, Receiving, Sent


class LinkForm(CaseNumberForm):
    REFUSAL: ClassVar[str] = "Es ist noch nichts verknüpft."


Linking = Annotated[Sent[LinkForm], Depends(Receiving(LinkForm))]
Pressed = Annotated[Sent[Act], Depends(Receiving(Act))]


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}", include_in_schema=False)

    @routes.post("/link")
    async def linked(request: Request, me: Counselling, contact_id: ContactId, form: Linking) -> Response:
        entered = Entered(link=form.fields.get("number", ""), at="number")
        return await page.act(request, me, contact_id, link(request, me, contact_id, form), "linked", entered)

    @routes.post("/unlink")
    async def unlinked(request: Request, me: Counselling, contact_id: ContactId, form: Pressed) -> Response:
        work = unlink_case(page.desk, contact_id, me, act_id=form.act_id(request.url.path, me.sub))
        return await page.act(request, me, contact_id, work, "unlinked")

    async def link(request: Request, me: Staff, contact_id: ContactId, form: Sent[LinkForm]) -> None:
        number, act_id = form.read().number, form.act_id(request.url.path, me.sub)
        await link_case(page.desk, contact_id, me, number, act_id=act_id)

    return routes
