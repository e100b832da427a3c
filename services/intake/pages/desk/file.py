"""The page of one contact and its case; what is done there comes back to it."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.articles import HEADINGS, named_in
from services.intake.domain.ids import CaseId, ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.read_file import File, file_of_case, file_of_contact, visible_contact
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.situation_form import overview, questions, readable
from services.intake.progress_texts import progress_text
from shared.contracts.vocabulary import CaseOutcome
from shared.errors import LotseError
from shared.web import Pages, Staff
from shared.web.forms import InvalidForm
from shared.web.labels_de import options

CHOICES: Final = {
    "outcome": options(CaseOutcome, without=["unknown"]),
    "articles": list(HEADINGS.items()),
}


@dataclass(frozen=True)
class Entered:
    """What was sent from the page, to show it again where it is refused."""

    answer: str = ""
    articles: list[str] = field(default_factory=list)
    triage: Mapping[str, Any] = field(default_factory=dict)


NOTHING: Final = Entered()


@dataclass(frozen=True)
class FilePage:
    desk: DeskDependencies
    pages: Pages

    async def act(
        self, request: Request, me: Staff, contact_id: ContactId, work: Awaitable[None], entered: Entered = NOTHING
    ) -> Response:
        """Back to the page; where `work` was refused, with the reason and what was entered."""
        try:
            await work
        except LotseError as refused:
            return self.show(request, me, await file_of_contact(self.desk, me, contact_id), refused, entered)
        return RedirectResponse(f"/desk/contacts/{contact_id}", 303)

    def show(
        self,
        request: Request,
        me: Staff,
        file: File,
        refused: LotseError | None = None,
        entered: Entered = NOTHING,
    ) -> HTMLResponse:
        return self.pages.render(
            request,
            "desk/file.html",
            refused=refused,
            title="Fall" if file.case else "Anliegen",
            file=file,
            mine=file.contact.counsellor == me.sub,
            supervises=me.role == "supervisor",
            progress_text=progress_text,
            options=CHOICES,
            pointed_to=named_in,
            entered=entered,
            **triage_panel(file, entered.triage if isinstance(refused, InvalidForm) else {}),
        )


def triage_panel(file: File, entered: Mapping[str, Any]) -> dict[str, Any]:
    """As entered where the form was refused, under the version that was on the screen; otherwise as it stands."""
    if file.case is None:
        return {}
    situation = readable(entered) if entered else file.case.situation
    return {
        "overview": overview(file.case.situation),
        "questions": questions(situation),
        "seen": entered.get("seen", file.case.version),
    }


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk/contacts/{contact_id}")
    async def contact_page(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        found = await visible_contact(page.desk, me, id=contact_id)
        if found.case_id:
            return RedirectResponse(f"/desk/cases/{found.case_id}", 303)
        return page.show(request, me, await file_of_contact(page.desk, me, contact_id))

    @routes.get("/desk/cases/{case_id}")
    async def case_page(request: Request, me: Counselling, case_id: CaseId) -> HTMLResponse:
        return page.show(request, me, await file_of_case(page.desk, me, case_id))

    return routes
