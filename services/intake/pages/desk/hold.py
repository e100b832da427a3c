"""A legal hold on the erasure of one case or contact, for supervisors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.ids import ContactId
from services.intake.domain.retention_period import HoldReason
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.hold import held, lift_hold, place_hold
from services.intake.handlers.desk.read_file import visible_contact
from services.intake.labels_de import HOLD_REASONS
from services.intake.pages.desk.file import address
from services.intake.pages.desk.roles import Supervising
from shared.day import Day
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent


class HoldForm(Act):
    REFUSAL: ClassVar[str] = "Die Löschsperre ist noch nicht eingetragen."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "reason": "Bitte wählen Sie den Grund.",
        "until": "Bitte geben Sie den letzten Tag an.",
    }

    reason: HoldReason
    until: Day


Pressed = Annotated[Sent[Act], Depends(Receiving(Act))]


@dataclass(frozen=True)
class HoldPage:
    desk: DeskDependencies
    pages: Pages

    async def show(
        self, request: Request, me: Staff, contact_id: ContactId, sent: Mapping[str, Any], refused: LotseError | None
    ) -> HTMLResponse:
        contact, hold = await held(self.desk, contact_id, me)
        return self.pages.render(
            request,
            "desk/hold.html",
            refused=refused,
            at="until",
            case_shown=contact.thread,
            title="Löschsperre",
            contact=contact,
            back=address(contact, "record"),
            held=hold,
            reasons=list(HOLD_REASONS.items()),
            reasons_by_word=HOLD_REASONS,
            entered=sent,
        )

    async def back(self, me: Staff, contact_id: ContactId, done: str) -> Response:
        return act_result.redirect(address(await visible_contact(self.desk, me, id=contact_id), "record"), done)


def router(page: HoldPage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}/hold", include_in_schema=False)

    @routes.get("")
    async def ask(request: Request, me: Supervising, contact_id: ContactId) -> HTMLResponse:
        return await page.show(request, me, contact_id, {}, None)

    @routes.post("")
    async def placed(
        request: Request,
        me: Supervising,
        contact_id: ContactId,
        form: Annotated[Sent[HoldForm], Depends(Receiving(HoldForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            given = form.read()
            await place_hold(page.desk, contact_id, me, given.reason, given.until, act_id=act_id)
        except (Invalid, Conflict) as refused:
            return await page.show(request, me, contact_id, form.fields, refused)
        return await page.back(me, contact_id, "held")

    @routes.post("/end")
    async def lifted(request: Request, me: Supervising, contact_id: ContactId, form: Pressed) -> Response:
        await lift_hold(page.desk, contact_id, me, act_id=form.act_id(request.url.path, me.sub))
        return await page.back(me, contact_id, "hold-lifted")

    return routes
