"""What is closed and no longer needed is erased, by a supervisor, after one more question."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.domain.ids import CaseId, ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.erase import erase_case, erase_contact
from services.intake.handlers.desk.read_file import visible_contact
from services.intake.pages.desk.roles import Supervising
from shared.errors import LotseError
from shared.web import Pages
from shared.web.forms import Form, Receiving, Sent


class ErasureForm(Form):
    REFUSAL: ClassVar[str] = "Bitte bestätigen Sie auf dieser Seite, dass gelöscht werden soll."

    sure: Literal["ja"]


Confirmed = Annotated[Sent[ErasureForm], Depends(Receiving(ErasureForm))]


@dataclass(frozen=True)
class ErasurePage:
    desk: DeskDependencies
    pages: Pages

    def ask(self, request: Request, back: str, refused: LotseError | None = None) -> HTMLResponse:
        return self.pages.render(request, "desk/erase.html", refused=refused, title="Löschen", back=back)

    async def act(
        self, request: Request, back: str, form: Sent[ErasureForm], erase: Callable[[], Awaitable[None]]
    ) -> Response:
        try:
            form.read()
            await erase()
        except LotseError as refused:
            if refused.status == 404:
                raise
            return self.ask(request, back, refused)
        return RedirectResponse("/desk", 303)


def router(page: ErasurePage) -> APIRouter:
    routes = APIRouter(prefix="/desk", include_in_schema=False)

    @routes.get("/cases/{case_id}/erase")
    async def ask_for_case(request: Request, me: Supervising, case_id: CaseId) -> HTMLResponse:
        await visible_contact(page.desk, me, case_id=case_id)
        return page.ask(request, f"/desk/cases/{case_id}")

    @routes.get("/contacts/{contact_id}/erase")
    async def ask_for_contact(request: Request, me: Supervising, contact_id: ContactId) -> HTMLResponse:
        await visible_contact(page.desk, me, id=contact_id)
        return page.ask(request, f"/desk/contacts/{contact_id}")

    @routes.post("/cases/{case_id}/erase")
    async def case(request: Request, me: Supervising, case_id: CaseId, form: Confirmed) -> Response:
        await visible_contact(page.desk, me, case_id=case_id)
        return await page.act(request, f"/desk/cases/{case_id}", form, partial(erase_case, page.desk, me, case_id))

    @routes.post("/contacts/{contact_id}/erase")
    async def contact(request: Request, me: Supervising, contact_id: ContactId, form: Confirmed) -> Response:
        await visible_contact(page.desk, me, id=contact_id)
        erase = partial(erase_contact, page.desk, me, contact_id)
        return await page.act(request, f"/desk/contacts/{contact_id}", form, erase)

    return routes
