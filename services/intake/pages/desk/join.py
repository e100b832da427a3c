"""Joins a contact with a code of its own to the case of its person, by the case's number, and parts it again."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.ids import ContactId
from services.intake.handlers.desk.join_contact import join_contact, part_contact
from services.intake.pages.desk.case_number_form import CaseNumberForm
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.roles import Counselling
from shared.web import Staff
from shared.web.forms import Act, Receiving, Sent


class JoinForm(CaseNumberForm):
    REFUSAL: ClassVar[str] = "Es ist noch nichts zugeordnet."


Joining = Annotated[Sent[JoinForm], Depends(Receiving(JoinForm))]
Pressed = Annotated[Sent[Act], Depends(Receiving(Act))]


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}", include_in_schema=False)

    @routes.post("/join")
    async def joined(request: Request, me: Counselling, contact_id: ContactId, form: Joining) -> Response:
        entered = Entered(join=form.fields.get("number", ""), at="number")
        return await page.act(request, me, contact_id, join(request, me, contact_id, form), "joined-to", entered)

    @routes.post("/part")
    async def parted(request: Request, me: Counselling, contact_id: ContactId, form: Pressed) -> Response:
        work = part_contact(page.desk, contact_id, me, act_id=form.act_id(request.url.path, me.sub))
        return await page.act(request, me, contact_id, work, "parted")

    async def join(request: Request, me: Staff, contact_id: ContactId, form: Sent[JoinForm]) -> None:
        number, act_id = form.read().number, form.act_id(request.url.path, me.sub)
        await join_contact(page.desk, contact_id, me, number, act_id=act_id)

    return routes
