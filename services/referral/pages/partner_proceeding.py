"""The partner's page of the proceeding behind its referral: police and prosecution say how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import create_model

from services.referral.domain.file_number import FileNumberIfGiven
from services.referral.domain.proceeding import Notice, Told, notice_field
from services.referral.domain.referral import Referral
from services.referral.domain.told_proceeding import NOTICES, ToldState, wrong_in
from services.referral.handlers.partner.tell_proceeding import TellProceeding
from services.referral.pages.partner_entrance import PartnerEntrance
from services.referral.pages.partner_session import ADDRESS
from services.referral.pages.proceeding_form import shown
from shared.clock import berlin_day
from shared.contracts.vocabulary import Discontinuation, Offence, ProceedingState
from shared.day import Day, DayIfGiven
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent
from shared.web.labels_de import options, word

HERE: Final = ADDRESS + "/verfahren"


class TellForm(Act):
    SENTENCES: ClassVar[Mapping[str, str]] = {"state": "Bitte wählen Sie den Stand."}
    REFUSAL: ClassVar[str] = "Das Verfahren ist noch nicht gespeichert. Bitte prüfen Sie diese Angaben:"

    state: ToldState
    known_on: Day
    act_known_on: Day
    offender_known_on: DayIfGiven = None
    offences: tuple[Offence, ...] = ()
    discontinuation: Discontinuation | None = None
    file_number: FileNumberIfGiven = None
    version: int = 0
    """The number of what was told before, as it was on the screen."""
    pin: str = ""
    """Where the one that was entered counts no longer."""

    def told(self) -> Told:
        days = {kind: getattr(self, notice_field(kind)) for kind in NOTICES}
        notices = tuple(Notice(kind=kind, on=on) for kind, on in days.items() if on)
        own = self.model_dump(include=set(Told.model_fields) - {"number", "notices", "file_number"})
        return Told(**own, notices=notices)

    def checked(self, today: date) -> Told:
        """Raises InvalidForm with a sentence at each field that cannot be true."""
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
class PartnerProceedingPages:
    pages: Pages
    telling: TellProceeding
    entrance: PartnerEntrance

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(HERE)(self.show)
        routes.post(HERE)(self.tell)
        return routes

    async def show(self, request: Request, token: str) -> Response:
        async def page() -> Response:
            _, told, number = await self.telling.read(partial(self.entrance.wanted, token))
            return self._page(request, token, fields_of(told, number) if told else {})

        return await self.entrance.lead_to(request, token, page, here=HERE)

    async def tell(self, request: Request, token: str, form: Given) -> Response:
        def ask_for_pin(refused: LotseError) -> Response:
            return self._page(request, token, form.fields, refused, at="pin", needs_pin=True)

        act = partial(self._tell, request, token, form)
        return await self.entrance.receive(request, token, HERE, form, act=act, ask_for_pin=ask_for_pin)

    async def _tell(self, request: Request, token: str, form: Given, referral: Referral) -> Response:
        """To be called only for who has entered the PIN."""
        address, wanted = HERE.format(token=token), partial(self.entrance.wanted, token)
        act_id = form.act_id(address, referral.partner_id)
        try:
            given = form.read()
            told = given.checked(berlin_day(self.entrance.clock()))
            await self.telling.tell(wanted, told, given.file_number, given.version, act_id=act_id)
        except Invalid as refused:
            return self._page(request, token, form.fields, refused)
        except Conflict as refused:
            if refused.slug != "changed-meanwhile":
                raise
            _, now, number = await self.telling.read(wanted)
            stored = fields_of(now, number) if now else {}
            return self._page(request, token, form.fields, refused, stored=stored)
        return act_result.redirect(address, "proceeding-told")

    def _page(
        self,
        request: Request,
        token: str,
        entered: Mapping[str, Any],
        refused: LotseError | None = None,
        *,
        at: str = "",
        needs_pin: bool = False,
        stored: Mapping[str, Any] | None = None,
    ) -> Response:
        """`stored`: what was told meanwhile, beside what was entered. Without the PIN only what was sent is shown."""
        of_now = entered if stored is None else stored
        return self.pages.render(
            request,
            "partner_proceeding.html",
            refused=refused,
            at=at,
            address=HERE.format(token=token),
            back=ADDRESS.format(token=token),
            entered=entered,
            version=of_now.get("version", 0),
            differences=differences(entered, stored) if stored is not None else [],
            needs_pin=needs_pin,
            today=berlin_day(self.entrance.clock()).isoformat(),
            names=LABELS,
            options=CHOICES,
            days=DAYS,
            point=self.entrance.ended.point,
        )


def fields_of(told: Told, file_number: str | None) -> dict[str, Any]:
    """As the form would send it."""
    said = told.model_dump(mode="json", exclude={"number", "notices", "file_number"})
    days = {notice_field(each.kind): each.on.isoformat() for each in told.notices}
    given = {name: value for name, value in said.items() if value}
    return {**given, **days, "file_number": file_number or "", "version": told.number}


def differences(mine: Mapping[str, Any], stored: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Label, what was entered and what was told meanwhile, of each field where these differ."""
    return [
        (label, shown(name, mine.get(name)), shown(name, stored.get(name)))
        for name, label in LABELS.items()
        if (mine.get(name) or "") != (stored.get(name) or "")
    ]
