"""Lets the desk state how a person is reached, by the fields that every page has; the person reads that it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.ids import ContactId
from services.intake.domain.safe_contact import KnownBy
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.state_safe_contact import Stated, read_safe_contact, state_safe_contact
from services.intake.labels_de import KNOWN_BY
from services.intake.pages.desk.file import address
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.refusal import REFUSED, refusal
from services.intake.pages.safe_contact_form import AT_THE_DESK, SafeContactForm, as_entered
from services.intake.safe_contact_texts import facts
from shared.errors import Conflict, LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent


class StatedForm(SafeContactForm, Act):
    REFUSAL: ClassVar[str] = "Der Kontaktweg ist noch nicht geändert."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        **SafeContactForm.SENTENCES,
        "known_by": "Bitte geben Sie an, woher Sie wissen, dass es die Person ist.",
    }

    known_by: KnownBy
    seen: str = ""


@dataclass(frozen=True)
class StatedPage:
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
        """Shows the refused fields, or the statement in force to be corrected.

        If another statement came meanwhile, the refused fields can be sent again over it.
        """
        contact, last, way = await read_safe_contact(self.desk, contact_id, me)
        newest = last.id if last else ""
        is_late = isinstance(refused, Conflict)
        return self.pages.render(
            request,
            "desk/state_safe_contact.html",
            refused=refused,
            at="channel",
            case_shown=contact.thread,
            title="Kontaktweg ändern",
            contact=contact,
            back=address(contact, "conversation"),
            reach=AT_THE_DESK.to(on_behalf=contact.is_on_behalf),
            now_in_force=facts(way) if way else [],
            known_by=list(KNOWN_BY.items()),
            entered=as_entered(way, "phone") if sent is None else sent,
            seen=newest if sent is None or is_late else sent.get("seen", ""),
        )


def router(page: StatedPage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}/safe-contact", include_in_schema=False)

    @routes.get("")
    async def present(request: Request, me: Counselling, contact_id: ContactId) -> HTMLResponse:
        return await page.show(request, me, contact_id)

    @routes.post("")
    async def stated(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[StatedForm], Depends(Receiving(StatedForm))],
    ) -> Response:
        try:
            said = form.read()
            wanted = Stated(said.stated(), said.known_by, said.seen)
            await state_safe_contact(page.desk, contact_id, me, wanted, act_id=form.act_id(request.url.path, me.sub))
        except REFUSED as error:
            return await page.show(request, me, contact_id, form.fields, refusal(error))
        contact, _, _ = await read_safe_contact(page.desk, contact_id, me)
        return act_result.redirect(address(contact, "conversation"), "way-stated")

    return routes
