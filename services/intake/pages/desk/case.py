"""A counsellor's actions on a case from its page: triage and closing."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.ids import CaseId
from services.intake.handlers.desk.close import close_case
from services.intake.handlers.desk.triage import triage
from services.intake.pages.desk.closing_form import ClosingForm
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.desk.triage_form import TriageForm
from shared.contracts.vocabulary import CaseOutcome
from shared.web import Staff
from shared.web.forms import Receiving, Sent


class CaseClosingForm(ClosingForm):
    REFUSAL: ClassVar[str] = "Der Fall ist noch nicht abgeschlossen."
    SENTENCES: ClassVar[Mapping[str, str]] = {"outcome": "Bitte wählen Sie das Ergebnis."}

    outcome: CaseOutcome


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/cases/{case_id}", include_in_schema=False)

    @routes.post("/triage")
    async def triaged(
        request: Request,
        me: Counselling,
        case_id: CaseId,
        form: Annotated[Sent[TriageForm], Depends(Receiving(TriageForm))],
    ) -> Response:
        contact_id = await page.contact_of(me, case_id)
        entered = Entered(triage=form.fields, tab="assessment")
        return await page.act(request, me, contact_id, save_triage(request, me, case_id, form), "triaged", entered)

    async def save_triage(request: Request, me: Staff, case_id: CaseId, form: Sent[TriageForm]) -> None:
        wanted = form.read()
        act_id = form.act_id(request.url.path, me.sub)
        await triage(page.desk, case_id, me, wanted.situation(), seen=wanted.seen, act_id=act_id)

    @routes.post("/close")
    async def closed(
        request: Request,
        me: Counselling,
        case_id: CaseId,
        form: Annotated[Sent[CaseClosingForm], Depends(Receiving(CaseClosingForm))],
    ) -> Response:
        contact_id = await page.contact_of(me, case_id)
        typed = {name: form.fields.get(name, "") for name in ("outcome", "unanswered")}
        entered = Entered(**typed, seen=form.fields.get("seen", []), closing=True, at="outcome", tab="record")
        return await page.act(request, me, contact_id, save_closing(request, me, case_id, form), "closed", entered)

    async def save_closing(request: Request, me: Staff, case_id: CaseId, form: Sent[CaseClosingForm]) -> None:
        act_id = form.act_id(request.url.path, me.sub)
        wanted = form.read()
        seen, why = wanted.marks(), wanted.unanswered
        await close_case(page.desk, case_id, me, wanted.outcome, seen=seen, unanswered=why, act_id=act_id)

    return routes
