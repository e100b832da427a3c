"""Notes a request for a talk or a training at the contact, by the fields that every page has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.ids import ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.state_talk import read_talk, state_talk
from services.intake.pages.desk.file import address
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.refusal import REFUSED, refusal
from services.intake.pages.talk_form import OPTIONS, TalkForm, as_stated
from shared.errors import LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent


class StatedTalk(TalkForm, Act):
    REFUSAL: ClassVar[str] = "Die Angaben zu Vortrag oder Schulung sind noch nicht gespeichert."


@dataclass(frozen=True)
class TalkPage:
    desk: DeskDependencies
    pages: Pages

    async def show(
        self,
        request: Request,
        me: Staff,
        contact_id: ContactId,
        sent: Mapping[str, Any] | None = None,
        refused: LotseError | None = None,
    ) -> HTMLResponse:
        """Shows the refused fields, or the stated ones to be changed."""
        contact, talk = await read_talk(self.desk, contact_id, me)
        return self.pages.render(
            request,
            "desk/talk.html",
            refused=refused,
            at="talk_days",
            case_shown=contact.thread,
            title="Vortrag oder Schulung",
            contact=contact,
            back=address(contact, "conversation"),
            formats=OPTIONS,
            entered=as_stated(talk) if sent is None else sent,
        )


def router(page: TalkPage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}/talk", include_in_schema=False)

    @routes.get("")
    async def present(request: Request, me: Counselling, contact_id: ContactId) -> HTMLResponse:
        return await page.show(request, me, contact_id)

    @routes.post("")
    async def stated(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[StatedTalk], Depends(Receiving(StatedTalk))],
    ) -> Response:
        try:
            talk = form.read().talk()
            await state_talk(page.desk, contact_id, me, talk, act_id=form.act_id(request.url.path, me.sub))
        except REFUSED as error:
            return await page.show(request, me, contact_id, form.fields, refusal(error))
        contact, _ = await read_talk(page.desk, contact_id, me)
        return act_result.redirect(address(contact, "conversation"), "talk-stated")

    return routes
