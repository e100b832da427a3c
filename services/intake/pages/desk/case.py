"""What a counsellor does with a case from its page."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.ids import CaseId
from services.intake.handlers.desk.close import close_case
from services.intake.handlers.desk.read_file import visible_contact
from services.intake.handlers.desk.triage import triage
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.desk.triage_form import TriageForm
from shared.contracts.vocabulary import CaseOutcome
from shared.web import Staff
from shared.web.forms import Form, Receiving, Sent


class ClosingForm(Form):
    REFUSAL: ClassVar[str] = "Bitte wählen Sie das Ergebnis."

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
        contact_id = (await visible_contact(page.desk, me, case_id=case_id)).id
        entered = Entered(triage=form.fields)
        return await page.act(request, me, contact_id, save_triage(me, case_id, form), entered)

    async def save_triage(me: Staff, case_id: CaseId, form: Sent[TriageForm]) -> None:
        wanted = form.read()
        await triage(page.desk, case_id, me, wanted.situation(), seen=wanted.seen)

    @routes.post("/close")
    async def closed(
        request: Request,
        me: Counselling,
        case_id: CaseId,
        form: Annotated[Sent[ClosingForm], Depends(Receiving(ClosingForm))],
    ) -> Response:
        contact_id = (await visible_contact(page.desk, me, case_id=case_id)).id
        return await page.act(request, me, contact_id, save_closing(me, case_id, form))

    async def save_closing(me: Staff, case_id: CaseId, form: Sent[ClosingForm]) -> None:
        await close_case(page.desk, case_id, me, form.read().outcome)

    return routes
