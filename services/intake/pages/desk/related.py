"""The cases that belong to one: a supervisor links them by their number, or removes a link."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.ids import ContactId, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.read_file import visible_contact
from services.intake.handlers.desk.relate import relate, related_cases, separate
from services.intake.pages.desk.file import address
from services.intake.pages.desk.roles import Supervising
from shared.errors import Conflict, Invalid, LotseError
from shared.text import Typed
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent


class RelateForm(Act):
    REFUSAL: ClassVar[str] = "Es ist noch nichts verknüpft."
    SENTENCES: ClassVar[Mapping[str, str]] = {"number": "Bitte geben Sie die Nummer des anderen Falls an."}

    number: Annotated[str, Typed(40)]


class SeparateForm(Act):
    other: ThreadId


@dataclass(frozen=True)
class RelatedPage:
    desk: DeskDependencies
    pages: Pages

    async def show(
        self, request: Request, me: Staff, contact_id: ContactId, sent: Mapping[str, Any], refused: LotseError | None
    ) -> HTMLResponse:
        contact = await visible_contact(self.desk, me, id=contact_id)
        cases = await self.desk.unit_of_work(lambda tx: related_cases(tx, me, contact.thread))
        return self.pages.render(
            request,
            "desk/related.html",
            refused=refused,
            at="number",
            title="Verwandte Fälle",
            contact=contact,
            case_shown=contact.thread,
            back=address(contact, "conversation"),
            cases=cases,
            entered=sent,
        )


def router(page: RelatedPage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}/related", include_in_schema=False)

    @routes.get("")
    async def cases(request: Request, me: Supervising, contact_id: ContactId) -> HTMLResponse:
        return await page.show(request, me, contact_id, {}, None)

    @routes.post("")
    async def linked(
        request: Request,
        me: Supervising,
        contact_id: ContactId,
        form: Annotated[Sent[RelateForm], Depends(Receiving(RelateForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await relate(page.desk, contact_id, me, form.read().number, act_id=act_id)
        except (Invalid, Conflict) as refused:
            return await page.show(request, me, contact_id, form.fields, refused)
        return act_result.redirect(f"/desk/contacts/{contact_id}/related", "related")

    @routes.post("/end")
    async def taken_away(
        request: Request,
        me: Supervising,
        contact_id: ContactId,
        form: Annotated[Sent[SeparateForm], Depends(Receiving(SeparateForm))],
    ) -> Response:
        await separate(page.desk, contact_id, me, form.read().other, act_id=form.act_id(request.url.path, me.sub))
        return act_result.redirect(f"/desk/contacts/{contact_id}/related", "separated")

    return routes
