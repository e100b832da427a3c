"""A lost code: the ways to a new one, the question for a second colleague's yes, and the one-time code to read out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.ids import ContactId
from services.intake.domain.new_code import Basis
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.new_code import ask_for_new_code, issue_new_code
from services.intake.handlers.desk.read_access import read_access
from services.intake.handlers.desk.read_file import number_of
from services.intake.handlers.desk.team import names
from services.intake.labels_de import BASES, BECAUSE
from services.intake.pages.desk.file import address
from services.intake.pages.desk.phone import read_out
from services.intake.pages.desk.roles import Counselling
from shared import attempts
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent

NOTHING: Final[Mapping[str, Any]] = {}
Pressed = Annotated[Sent[Act], Depends(Receiving(Act))]


class AskForm(Act):
    REFUSAL: ClassVar[str] = "Es ist noch niemand gefragt."
    SENTENCES: ClassVar[Mapping[str, str]] = {"basis": "Bitte wählen Sie, woran Sie die Person erkennen."}

    basis: Basis


@dataclass(frozen=True)
class NewCodePage:
    desk: DeskDependencies
    pages: Pages

    async def show(
        self,
        request: Request,
        me: Staff,
        contact_id: ContactId,
        sent: Mapping[str, Any] = NOTHING,
        refused: LotseError | None = None,
        at: str = "",
    ) -> HTMLResponse:
        """Shows the page. `sent`: the fields of a refused form; `at`: the field that the refusal is about."""
        access = await read_access(self.desk, contact_id, me)
        return self.pages.render(
            request,
            "desk/new_code.html",
            refused=refused,
            at=at if isinstance(refused, Invalid) else "",
            title="Code verloren",
            access=access,
            contact=access.contact,
            case_shown=access.contact.thread,
            back=address(access.contact, "conversation"),
            mine=access.contact.counsellor == me.sub and access.contact.state != "closed",
            me=me.sub,
            bases=[(each, BASES[each]) for each in access.grounds],
            bases_by_word=BASES,
            because=BECAUSE,
            names=await names(self.desk),
            entered=sent,
        )


def router(page: NewCodePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}/new-code", include_in_schema=False)

    @routes.get("")
    async def ways(request: Request, me: Counselling, contact_id: ContactId) -> HTMLResponse:
        return await page.show(request, me, contact_id)

    @routes.post("/ask")
    async def asked(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[AskForm], Depends(Receiving(AskForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await ask_for_new_code(page.desk, contact_id, me, form.read().basis, act_id=act_id)
        except (Invalid, Conflict) as refused:
            return await page.show(request, me, contact_id, form.fields, refused, "basis")
        return act_result.redirect(here(contact_id), "new-code-asked")

    @routes.post("/issue")
    async def issued(request: Request, me: Counselling, contact_id: ContactId, form: Pressed) -> Response:
        act_id, attempt = form.act_id(request.url.path, me.sub), attempts.given(form.fields)
        try:
            code = await issue_new_code(page.desk, contact_id, me, attempt=attempt, act_id=act_id)
        except Conflict as refused:
            return await page.show(request, me, contact_id, refused=refused)
        return read_out(page.pages, request, contact_id, code, await number_of(page.desk, me, contact_id))

    return routes


def here(contact_id: ContactId) -> str:
    return f"/desk/contacts/{contact_id}/new-code"
