"""The partner's page of the proceeding behind its referral: police and prosecution report how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import create_model

from services.referral.domain.file_number import FileNumberIfGiven
from services.referral.domain.proceeding import Notice, Told, notice_field
from services.referral.domain.told_proceeding import NOTICES, ToldState, wrong_in
from services.referral.handlers.partner.open_referral import Wanted
from services.referral.handlers.partner.tell_proceeding import TellProceeding
from services.referral.pages.partner_form import PartnerForm, PartnerFormPages
from services.referral.pages.partner_session import ADDRESS
from services.referral.pages.proceeding_form import shown
from shared.clock import berlin_day
from shared.contracts.vocabulary import Discontinuation, Offence, ProceedingState
from shared.day import Day, DayIfGiven
from shared.web.forms import InvalidForm, Receiving, Sent
from shared.web.labels_de import options, word

HERE: Final = ADDRESS + "/verfahren"


class TellForm(PartnerForm):
    SENTENCES: ClassVar[Mapping[str, str]] = {"state": "Bitte wählen Sie den Stand."}
    REFUSAL: ClassVar[str] = "Das Verfahren ist noch nicht gespeichert. Bitte prüfen Sie diese Angaben:"

    state: ToldState
    known_on: Day
    act_known_on: Day
    offender_known_on: DayIfGiven = None
    offences: tuple[Offence, ...] = ()
    discontinuation: Discontinuation | None = None
    file_number: FileNumberIfGiven = None

    def told(self) -> Told:
        days = {kind: getattr(self, notice_field(kind)) for kind in NOTICES}
        notices = tuple(Notice(kind=kind, on=on) for kind, on in days.items() if on)
        own = self.model_dump(include=set(Told.model_fields) - {"number", "notices", "file_number"})
        return Told(**own, notices=notices)

    def checked(self, today: date) -> Told:
        """Returns the account. Raises InvalidForm with a sentence at each field that cannot be true."""
        told = self.told()
        if found := wrong_in(told, today):
            raise InvalidForm.at(found, self.REFUSAL)
        return told


FIELDS: Final[dict[str, Any]] = {notice_field(kind): (DayIfGiven, None) for kind in NOTICES}
WholeTellForm: Final = create_model("WholeTellForm", __base__=TellForm, **FIELDS)
Given = Annotated[Sent[TellForm], Depends(Receiving(WholeTellForm))]
CHOICES: Final = {
    "state": [("", "Bitte wählen"), *options(ProceedingState, without=("unreported", "other", "unknown"))],
    "discontinuation": [("", "Nicht eingestellt"), *options(Discontinuation)],
    "offences": options(Offence, without=("unknown",)),
}
LABELS: Final[Mapping[str, str]] = {
    "state": "Stand",
    "discontinuation": "Art der Einstellung",
    "known_on": "Dieser Stand gilt seit",
    "file_number": "Aktenzeichen",
    "act_known_on": "Die Tat war oder begann am",
    "offender_known_on": "Der Täter ist der verletzten Person bekannt seit",
    "offences": "Delikte",
    **{notice_field(kind): word(kind) for kind in NOTICES},
}
DAYS: Final = tuple(notice_field(kind) for kind in NOTICES)


@dataclass(frozen=True)
class PartnerProceedingPages(PartnerFormPages):
    HERE: ClassVar[str] = HERE
    TEMPLATE: ClassVar[str] = "partner_proceeding.html"
    DONE: ClassVar[str] = "proceeding-told"
    AFTERWARDS: ClassVar[str] = HERE

    telling: TellProceeding

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(HERE)(self.show)
        routes.post(HERE)(self.tell)
        return routes

    async def tell(self, request: Request, token: str, form: Given) -> Response:
        return await self.receive(request, token, form)

    async def stored(self, wanted: Wanted) -> Mapping[str, Any]:
        _, told, number = await self.telling.read(wanted)
        return fields_of(told, number) if told else {}

    async def keep(self, wanted: Wanted, form: Sent[TellForm], act_id: str | None) -> None:
        given = form.read()
        told = given.checked(berlin_day(self.entrance.clock()))
        await self.telling.tell(wanted, told, given.file_number, given.version, act_id=act_id)

    def labels(self) -> Mapping[str, str]:
        return LABELS

    def shown(self, name: str, value: Any) -> str:
        return shown(name, value)

    def of_the_fields(self) -> dict[str, Any]:
        return {"names": LABELS, "options": CHOICES, "days": DAYS}


def fields_of(told: Told, file_number: str | None) -> dict[str, Any]:
    """Returns the account as the form would send it."""
    said = told.model_dump(mode="json", exclude={"number", "notices", "file_number"})
    days = {notice_field(each.kind): each.on.isoformat() for each in told.notices}
    given = {name: value for name, value in said.items() if value}
    return {**given, **days, "file_number": file_number or "", "version": told.number}
