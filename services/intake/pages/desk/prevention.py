"""Begins to refer a person to whom nothing happened; the contact stays no case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import AfterValidator, Field

from services.intake.domain.contact import NO_PREVENTION
from services.intake.domain.ids import ContactId
from services.intake.domain.prevention import NEEDS, situation
from services.intake.domain.situation import Situation
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.read_file import visible_contact
from services.intake.handlers.desk.refer_for_prevention import refer_for_prevention
from services.intake.pages.desk.file import address
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.refusal import REFUSED, refusal
from shared.contracts.vocabulary import Land, MunicipalityKind, Need, TargetGroup
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent
from shared.web.labels_de import options, word

WHAT_FOR: Final = "Bitte wählen Sie mindestens eine Art von Hilfe."


def offered(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    if not set(needs) <= set(NEEDS):
        raise Invalid("wrong-value", WHAT_FOR)
    return tuple(dict.fromkeys(needs))


class PreventionForm(Act):
    REFUSAL: ClassVar[str] = "Die Vermittlung ist noch nicht begonnen. Bitte prüfen Sie diese Angaben:"
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "needs": WHAT_FOR,
        "nothing_happened": "Ist etwas geschehen, machen Sie bitte einen Fall daraus. Sonst bestätigen Sie das hier.",
    }

    needs: Annotated[tuple[Need, ...], Field(min_length=1), AfterValidator(offered)]
    land: Land
    target_group: TargetGroup = TargetGroup.UNKNOWN
    municipality_kind: MunicipalityKind = MunicipalityKind.UNKNOWN
    nothing_happened: Literal["true"]

    def situation(self) -> Situation:
        return situation(self.land, self.needs, self.target_group, self.municipality_kind)


OPTIONS: Final = {
    "needs": [(need, word(need)) for need in NEEDS],
    "land": options(Land),
    "target_group": options(TargetGroup),
    "municipality_kind": options(MunicipalityKind),
}


@dataclass(frozen=True)
class PreventionPage:
    desk: DeskDependencies
    pages: Pages

    async def show(
        self,
        request: Request,
        me: Staff,
        contact_id: ContactId,
        sent: Mapping[str, Any] | None = None,
        refused: LotseError | None = None,
    ) -> Response:
        """Shows the form, or leads to the file if it has begun.

        Raises NotFound and ReasonNeeded like load_visible, and Conflict for a contact that may not be referred so.
        """
        contact = await visible_contact(self.desk, me, id=contact_id)
        if contact.is_for_prevention and refused is None:
            return RedirectResponse(address(contact, "handovers"), 303)
        if not contact.may_be_referred and refused is None:
            raise Conflict("not-in-this-state", NO_PREVENTION)
        back, entered = address(contact, "conversation"), {"land": contact.land} if sent is None else sent
        return self._form(request, contact_id, back, entered, refused)

    def _form(
        self, request: Request, contact_id: ContactId, back: str, entered: Mapping[str, Any], refused: LotseError | None
    ) -> HTMLResponse:
        return self.pages.render(
            request,
            "desk/prevention.html",
            refused=refused,
            at="needs",
            title="Vermitteln, ohne dass etwas geschehen ist",
            contact_id=contact_id,
            back=back,
            options=OPTIONS,
            entered=entered,
        )


def router(page: PreventionPage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}/prevention", include_in_schema=False)

    @routes.get("")
    async def blank(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        return await page.show(request, me, contact_id)

    @routes.post("")
    async def begun(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[PreventionForm], Depends(Receiving(PreventionForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await refer_for_prevention(page.desk, contact_id, me, form.read().situation(), act_id=act_id)
        except REFUSED as error:
            return await page.show(request, me, contact_id, form.fields, refusal(error))
        contact = await visible_contact(page.desk, me, id=contact_id)
        return act_result.redirect(address(contact, "handovers"), "referred-for-prevention")

    return routes
