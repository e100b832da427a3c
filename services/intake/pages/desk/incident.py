"""Enters what was done to the person, with its day and way; an earlier entry is corrected by a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from services.intake.domain.contact import Contact
from services.intake.domain.draft import Draft
from services.intake.domain.ids import ContactId
from services.intake.domain.incident import (
    LONGEST,
    Account,
    Escalation,
    IncidentWay,
    Offender,
    OpenedIncident,
    ToldBy,
)
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.enter_incident import enter_incident, read_incident
from services.intake.handlers.desk.keep_draft import Sheet, drafts_of, read_draft
from services.intake.handlers.desk.read_file import visible_contact
from services.intake.labels_de import ESCALATIONS, INCIDENT_WAYS, OFFENDERS, TOLD_BY
from services.intake.pages.desk.file import address
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.refusal import REFUSED, refusal
from shared import attempts
from shared.clock import berlin_day
from shared.day import Day, DayIfGiven, Order, troubles
from shared.errors import LotseError
from shared.text import Typed
from shared.web import Pages, Staff, act_result
from shared.web.forms import DRAFT, Drafted, InvalidForm, Receiving, Sent

ENDS_BEFORE: Final = "Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie beide."
WHICH_ONE: Final = "Bitte geben Sie die Nummer des Vorfalls an, der von derselben Person war."
OPTIONS: Final = {
    "way": list(INCIDENT_WAYS.items()),
    "offender": list(OFFENDERS.items()),
    "escalation": list(ESCALATIONS.items()),
    "told_by": list(TOLD_BY.items()),
    "about": [("yes", "Die Tage sind ungefähr")],
}


class IncidentForm(Drafted):
    REFUSAL: ClassVar[str] = "Der Vorfall ist noch nicht in der Akte."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "first": "Bitte geben Sie den Tag an, oder den ersten eines Zeitraums.",
        "way": "Bitte wählen Sie, wie es geschah.",
        "text": "Bitte schreiben Sie auf, was geschehen ist.",
        "same_as": WHICH_ONE,
    }

    first: Day
    last: DayIfGiven = None
    about: tuple[str, ...] = ()
    way: IncidentWay
    offender: Offender = Offender.UNKNOWN
    same_as: Annotated[int | None, Field(ge=1, le=999_999)] = None
    escalation: tuple[Escalation, ...] = ()
    told_by: ToldBy = ToldBy.PERSON
    text: Annotated[str, Typed(LONGEST)]

    def account(self, today: date) -> Account:
        """Returns the account.

        Raises InvalidForm for a day to come, a span that ends before it begins, and the same offender without a number.
        """
        days = {"first": self.first, "last": self.last}
        wrong = troubles(days, today, (Order("first", "last", ENDS_BEFORE),))
        is_same = self.offender is Offender.SAME
        if is_same and self.same_as is None:
            wrong["same_as"] = WHICH_ONE
        if wrong:
            raise InvalidForm.at(wrong, self.REFUSAL)
        return Account(
            first=self.first,
            last=self.last,
            about=bool(self.about),
            way=self.way,
            offender=self.offender,
            same_as=self.same_as if is_same else None,
            escalation=self.escalation,
            told_by=self.told_by,
            text=self.text,
        )


Receives = Annotated[Sent[IncidentForm], Depends(Receiving(IncidentForm))]


@dataclass(frozen=True)
class IncidentPage:
    desk: DeskDependencies
    pages: Pages

    def router(self) -> APIRouter:
        routes = APIRouter(prefix="/desk/contacts/{contact_id}/incidents", include_in_schema=False)
        routes.get("")(self.empty)
        routes.post("")(self.entered)
        routes.get("/{incident_id}")(self.to_correct)
        routes.post("/{incident_id}")(self.corrected)
        return routes

    async def empty(self, request: Request, me: Counselling, contact_id: ContactId, draft: str = "") -> HTMLResponse:
        """Shows the empty form, or the draft that `draft` names."""
        of, sheet = await visible_contact(self.desk, me, id=contact_id), Sheet("incidents")
        typed = (await read_draft(self.desk, me, draft, of.thread, sheet)).fields if draft else {}
        return self.show(request, of, typed, drafts=await drafts_of(self.desk, me, of.thread, sheet))

    async def entered(self, request: Request, me: Counselling, contact_id: ContactId, form: Receives) -> Response:
        contact = await visible_contact(self.desk, me, id=contact_id)
        return await self.receive(request, me, contact, form, None)

    async def to_correct(
        self, request: Request, me: Counselling, contact_id: ContactId, incident_id: str, draft: str = ""
    ) -> HTMLResponse:
        of, before = await read_incident(self.desk, contact_id, me, incident_id)
        sheet, typed = Sheet("incidents", incident_id), as_entered(before.account)
        if draft:
            typed = dict((await read_draft(self.desk, me, draft, of.thread, sheet)).fields)
        return self.show(request, of, typed, before, drafts=await drafts_of(self.desk, me, of.thread, sheet))

    async def corrected(
        self, request: Request, me: Counselling, contact_id: ContactId, incident_id: str, form: Receives
    ) -> Response:
        contact, before = await read_incident(self.desk, contact_id, me, incident_id)
        return await self.receive(request, me, contact, form, before)

    async def receive(
        self, request: Request, me: Staff, contact: Contact, form: Sent[IncidentForm], before: OpenedIncident | None
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        corrects = before.incident.id if before else None
        try:
            told = form.read()
            account = told.account(self.today)
            await enter_incident(self.desk, contact.id, me, account, corrects, act_id=act_id, draft=told.draft)
        except REFUSED as error:
            return self.show(request, contact, form.fields, before, refusal(error))
        return act_result.redirect(address(contact, "record"), "incident-entered")

    @property
    def today(self) -> date:
        return berlin_day(self.desk.clock())

    def show(
        self,
        request: Request,
        contact: Contact,
        sent: Mapping[str, Any],
        before: OpenedIncident | None = None,
        refused: LotseError | None = None,
        drafts: Sequence[Draft] = (),
    ) -> HTMLResponse:
        """Shows the form. `before`: the incident that is corrected."""
        found = {"offender": "unknown", "told_by": "person", DRAFT: attempts.new()}
        blank = dict.fromkeys(IncidentForm.model_fields, "") | found
        return self.pages.render(
            request,
            "desk/incident.html",
            refused=refused,
            at="text",
            case_shown=contact.thread,
            attempt=attempts.given(sent),
            drafts=drafts,
            title="Vorfall berichtigen" if before else "Vorfall eintragen",
            contact=contact,
            back=address(contact, "record"),
            before=before,
            entered=blank | dict(sent),
            today=self.today.isoformat(),
            options=OPTIONS,
        )


def as_entered(account: Account) -> dict[str, Any]:
    fields = account.model_dump(mode="json", exclude={"about"})
    known = {name: "" if value is None else value for name, value in fields.items()}
    return known | {"about": ["yes"] if account.about else []}
