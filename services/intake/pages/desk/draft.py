"""Keeps what is typed into a form while it is typed, shows it again, and discards it."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from services.intake.domain.draft import Draft
from services.intake.domain.ids import ContactId, HandoverId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.ask_for_addition import handover_of
from services.intake.handlers.desk.keep_draft import Sheet, discard_draft, keep_draft
from services.intake.pages.desk.addition import AdditionForm
from services.intake.pages.desk.addition import page_of as page_of_addition
from services.intake.pages.desk.call_form import CallForm
from services.intake.pages.desk.incident import IncidentForm
from services.intake.pages.desk.note import NoteForm
from services.intake.pages.desk.phone import BLANK
from services.intake.pages.desk.roles import Counselling
from shared import attempts
from shared.clock import now
from shared.web import Pages, Staff, act_result
from shared.web.forms import DRAFT, Act, Receiving, Sent

TypedNote = Annotated[Sent[NoteForm], Depends(Receiving(NoteForm))]
TypedAddition = Annotated[Sent[Any], Depends(Receiving(AdditionForm))]
TypedIncident = Annotated[Sent[IncidentForm], Depends(Receiving(IncidentForm))]


@dataclass(frozen=True)
class DraftPages:
    desk: DeskDependencies
    pages: Pages

    def router(self) -> APIRouter:
        routes = APIRouter(prefix="/desk/drafts", include_in_schema=False)
        routes.post("")(self.of_call)
        routes.post("/notes/{contact_id}")(self.of_note)
        routes.post("/notes/{contact_id}/{note_id}")(self.of_corrected_note)
        routes.post("/incidents/{contact_id}")(self.of_incident)
        routes.post("/incidents/{contact_id}/{incident_id}")(self.of_corrected_incident)
        routes.post("/additions/{handover_id}")(self.of_addition)
        routes.post("/{draft_id}/discard")(self.discard)
        return routes

    async def of_call(
        self, request: Request, me: Counselling, form: Annotated[Sent[CallForm], Depends(Receiving(CallForm))]
    ) -> Response:
        return self._answer(request, await keep_draft(self.desk, me, as_typed(form)), BLANK)

    async def of_note(
        self,
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: TypedNote,
    ) -> Response:
        return await self._of_case(request, me, contact_id, form, Sheet("notes"))

    async def of_corrected_note(
        self, request: Request, me: Counselling, contact_id: ContactId, note_id: str, form: TypedNote
    ) -> Response:
        return await self._of_case(request, me, contact_id, form, Sheet("notes", note_id))

    async def of_incident(
        self, request: Request, me: Counselling, contact_id: ContactId, form: TypedIncident
    ) -> Response:
        return await self._of_case(request, me, contact_id, form, Sheet("incidents"))

    async def of_corrected_incident(
        self, request: Request, me: Counselling, contact_id: ContactId, incident_id: str, form: TypedIncident
    ) -> Response:
        return await self._of_case(request, me, contact_id, form, Sheet("incidents", incident_id))

    async def of_addition(
        self, request: Request, me: Counselling, handover_id: HandoverId, form: TypedAddition
    ) -> Response:
        _, contact = await handover_of(self.desk, me, handover_id)
        return await self._of_case(request, me, contact.id, form, Sheet("additions", handover_id))

    async def _of_case(
        self, request: Request, me: Staff, contact_id: ContactId, form: Sent[Any], sheet: Sheet
    ) -> Response:
        kept = await keep_draft(self.desk, me, as_typed(form), contact_id=contact_id, sheet=sheet)
        return self._answer(request, kept, page_of(contact_id, sheet))

    async def discard(
        self, request: Request, me: Counselling, draft_id: str, form: Annotated[Sent[Act], Depends(Receiving(Act))]
    ) -> Response:
        of = await discard_draft(self.desk, me, draft_id, act_id=form.act_id(request.url.path, me.sub))
        return act_result.redirect(page_of(of[0].id, of[1]) if of else BLANK, "draft-discarded")

    def _answer(self, request: Request, kept: Draft | None, page: str) -> Response:
        """Answers with a line beside the form while somebody types, and with the form to a pressed button."""
        if "hx-request" in request.headers:
            return self.pages.render(request, "desk/draft_kept.html", kept=kept, kept_at=now())
        there = f"{page}?{DRAFT}={kept.id}&{act_result.DONE}=draft-kept" if kept else page
        return RedirectResponse(there, 303)


def page_of(contact_id: ContactId, sheet: Sheet) -> str:
    """Returns the address of the form."""
    if sheet.form == "additions" and sheet.corrects:
        return page_of_addition(HandoverId(sheet.corrects))
    corrected = f"/{sheet.corrects}" if sheet.corrects else ""
    return f"/desk/contacts/{contact_id}/{sheet.form}{corrected}"


def as_typed(form: Sent[Any]) -> dict[str, Any]:
    """Returns the fields of the form, and no others; adds a draft id if the page has none that could be ours."""
    known = {name: value for name, value in form.fields.items() if name in form.model.model_fields}
    given = known.get(DRAFT, "")
    return known | {DRAFT: given if attempts.WRITTEN.fullmatch(given) else attempts.new()}
