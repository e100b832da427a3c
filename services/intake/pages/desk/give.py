"""Gives a contact or case to a colleague, or back to the queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.ids import ContactId, Counsellor
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.give import choose_from, give, load_to_give
from services.intake.pages.desk.roles import Counselling
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent
from shared.web.session import reference_of

TO_THE_QUEUE: Final = "queue"
PLEASE_CHOOSE: Final = "Bitte wählen Sie, wer zuständig sein soll."


class GiveForm(Act):
    REFUSAL: ClassVar[str] = "Das ist noch nicht übergeben."
    SENTENCES: ClassVar[Mapping[str, str]] = {"to": PLEASE_CHOOSE}

    to: str


@dataclass(frozen=True)
class GivePage:
    desk: DeskDependencies
    pages: Pages

    async def show(
        self, request: Request, me: Staff, contact_id: ContactId, sent: Mapping[str, Any], refused: LotseError | None
    ) -> HTMLResponse:
        contact = await load_to_give(self.desk, contact_id, me)
        present = [each for each in await choose_from(self.desk) if each.id != contact.counsellor]
        options = [(reference_of(each.id), "Ich selbst" if each.id == me.sub else each.name) for each in present]
        return self.pages.render(
            request,
            "desk/give.html",
            refused=refused,
            at="to",
            case_shown=contact.thread,
            title="Übergeben",
            contact=contact,
            options=[*options, (TO_THE_QUEUE, "Niemand: zurück in den Eingang")],
            entered=sent,
        )

    async def chosen(self, reference: str) -> Counsellor | None:
        """Returns the chosen colleague, or None for the queue.

        Raises Invalid for a reference to nobody who may be chosen.
        """
        if reference == TO_THE_QUEUE:
            return None
        for each in await choose_from(self.desk):
            if reference_of(each.id) == reference:
                return each.id
        raise Invalid("wrong-value", PLEASE_CHOOSE)


def router(page: GivePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}/give", include_in_schema=False)

    @routes.get("")
    async def ask(request: Request, me: Counselling, contact_id: ContactId) -> HTMLResponse:
        return await page.show(request, me, contact_id, {}, None)

    @routes.post("")
    async def given(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[GiveForm], Depends(Receiving(GiveForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            to = await page.chosen(form.read().to)
            await give(page.desk, contact_id, me, to, act_id=act_id)
        except (Invalid, Conflict) as refused:
            return await page.show(request, me, contact_id, form.fields, refused)
        return act_result.redirect("/desk/tasks", "given" if to else "given-back")

    return routes
