"""Gives a person their own data on request: to print, or as a file for a machine. Made in memory, kept nowhere."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake import talk_texts
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId
from services.intake.domain.own_data import IdentityCheck, OwnData
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.give_own_data import give_own_data
from services.intake.handlers.desk.read_file import visible_contact
from services.intake.labels_de import ESCALATIONS, IDENTITY_CHECKS, INCIDENT_WAYS, INFORMED, NOTE_KINDS, OFFENDERS
from services.intake.own_data_texts import FOR_ANOTHER, INFORMATION, LEFT_OUT
from services.intake.pages.desk.file import address
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.situation_form import overview
from services.intake.safe_contact_texts import facts
from services.intake.state_texts.kept import of_kept
from shared.clock import berlin_day
from shared.contracts.vocabulary import Reason
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff
from shared.web.forms import Act, Receiving, Sent
from shared.web.labels_de import file_size

FILE = 'attachment; filename="auskunft.json"'


class OwnDataForm(Act):
    REFUSAL: ClassVar[str] = "Die Auskunft ist noch nicht erstellt."
    SENTENCES: ClassVar[Mapping[str, str]] = {"check": "Bitte geben Sie an, woher Sie wissen, wer fragt."}

    check: IdentityCheck
    written_as: Literal["page", "json"] = "page"


@dataclass(frozen=True)
class OwnDataPage:
    desk: DeskDependencies
    pages: Pages

    async def ask(
        self, request: Request, me: Staff, contact_id: ContactId, sent: Mapping[str, Any], refused: LotseError | None
    ) -> HTMLResponse:
        contact = await visible_contact(self.desk, me, id=contact_id)
        return self.pages.render(
            request,
            "desk/own_data_check.html",
            refused=refused,
            at="check",
            case_shown=contact.thread,
            title="Auskunft",
            contact=contact,
            back=address(contact, "record"),
            talk=address(contact, "conversation"),
            checks=list(IDENTITY_CHECKS.items()),
            entered=sent,
        )

    def show(self, request: Request, contact: Contact, own: OwnData) -> HTMLResponse:
        today = berlin_day(self.desk.clock())
        return self.pages.render(
            request,
            "desk/own_data.html",
            case_shown=contact.thread,
            title="Auskunft",
            contact=contact,
            back=address(contact, "record"),
            own=own,
            today=today,
            information=INFORMATION,
            left_out=left_out(own),
            picture=overview(own.situation) if own.situation else [],
            reached_by=facts,
            talk_facts=talk_texts.facts,
            file_size=file_size,
            informed=INFORMED,
            note_kinds=NOTE_KINDS,
            incident_ways=INCIDENT_WAYS,
            offenders=OFFENDERS,
            escalations=ESCALATIONS,
            kept=of_kept(own.kept, today),
        )


def router(page: OwnDataPage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}/own-data", include_in_schema=False)

    @routes.get("")
    async def ask(request: Request, me: Counselling, contact_id: ContactId) -> HTMLResponse:
        return await page.ask(request, me, contact_id, {}, None)

    @routes.post("")
    async def given(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[OwnDataForm], Depends(Receiving(OwnDataForm))],
    ) -> Response:
        """Gives the data, as often as it is asked for; each time is noted."""
        try:
            wanted = form.read()
            own = await give_own_data(page.desk, contact_id, me, wanted.check)
        except (Invalid, Conflict) as refused:
            return await page.ask(request, me, contact_id, form.fields, refused)
        if wanted.written_as == "json":
            return Response(as_json(own), media_type="application/json", headers={"Content-Disposition": FILE})
        return page.show(request, await visible_contact(page.desk, me, id=contact_id), own)

    return routes


def left_out(own: OwnData) -> tuple[str, ...]:
    return FOR_ANOTHER if own.reason is Reason.ON_BEHALF else LEFT_OUT


def as_json(own: OwnData) -> str:
    said = {"information": INFORMATION, "left_out": left_out(own), "data": own.model_dump(mode="json")}
    return json.dumps(said, ensure_ascii=False, indent=2)
