"""The partner's page of what it arranges with the person: appointments, who is in charge, and what she answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field, create_model

from services.referral.domain.arrangement import NO_PLACE, lacks_place, wrong_in
from services.referral.domain.referral import Referral
from services.referral.handlers.arrangements import OpenedArrangement
from services.referral.handlers.partner.arrange import Arrange
from services.referral.pages.partner_entrance import PartnerEntrance
from services.referral.pages.partner_session import ADDRESS
from shared.arrangement import LONGEST_HINT, LONGEST_LINE, MOST, Appointment, AppointmentWay, Officer
from shared.clock import berlin_day
from shared.day import DayIfGiven
from shared.errors import Conflict, Invalid, LotseError
from shared.text import Typed
from shared.web import Pages, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent
from shared.web.labels_de import options, word

HERE: Final = ADDRESS + "/termin"
PARTS: Final = ("day", "time", "way", "place", "hint")
PLACES: Final = tuple(str(number) for number in range(1, MOST + 1))
NO_NAME: Final = "Bitte nennen Sie dazu einen Namen."
MISSING: Final[Mapping[str, str]] = {
    "day": "Bitte geben Sie den Tag an.",
    "time": "Bitte geben Sie die Uhrzeit an, zum Beispiel 10:30.",
    "way": "Bitte wählen Sie, ob vor Ort, am Telefon oder per Video.",
}
Line = Annotated[str, Typed(LONGEST_LINE, least=0)]


def of_proposal(place: str, sentence: str) -> str:
    """Each of the three has the same fields: the list of what is wrong says which one is meant."""
    return f"{place}. Terminvorschlag: {sentence}"


class OfferForm(Act):
    REFUSAL: ClassVar[str] = "Das ist noch nicht gesendet. Bitte prüfen Sie diese Angaben:"
    SENTENCES: ClassVar[Mapping[str, str]] = {
        f"{part}_{place}": of_proposal(place, MISSING[part]) for place in PLACES for part in ("time", "way")
    }

    officer_name: Line = ""
    officer_phone: Line = ""
    officer_hours: Line = ""
    version: int = 0
    """The number of what was said before, as it was on the screen."""
    pin: str = ""
    """Where the one that was entered counts no longer."""

    def said(self, now: datetime) -> tuple[Officer | None, tuple[Appointment, ...]]:
        """Raises InvalidForm with a sentence at each field that is missing or cannot be."""
        wrong: dict[str, str] = {}
        appointments = {place: found for place in PLACES if (found := self._appointment(place, wrong))}
        wrong |= {f"day_{place}": of_proposal(place, said) for place, said in wrong_in(appointments, now).items()}
        without = [place for place, each in appointments.items() if lacks_place(each)]
        wrong |= {f"place_{place}": of_proposal(place, NO_PLACE) for place in without}
        if not self.officer_name and (self.officer_phone or self.officer_hours):
            wrong["officer_name"] = NO_NAME
        if wrong:
            raise InvalidForm.at(wrong, self.REFUSAL)
        return self._officer(), tuple(appointments.values())

    def _officer(self) -> Officer | None:
        if not self.officer_name:
            return None
        return Officer(name=self.officer_name, phone=self.officer_phone, hours=self.officer_hours)

    def _appointment(self, place: str, wrong: dict[str, str]) -> Appointment | None:
        """None where nothing of it is filled in, or something is missing, which is noted."""
        given = {part: getattr(self, f"{part}_{place}") for part in PARTS}
        if not any(given.values()):
            return None
        missing = [part for part in MISSING if not given[part]]
        wrong |= {f"{part}_{place}": of_proposal(place, MISSING[part]) for part in missing}
        return None if missing else Appointment(**given)


def _fields() -> dict[str, Any]:
    of_part: dict[str, Any] = {
        "day": (DayIfGiven, None),
        "time": (Annotated[str | None, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")], None),
        "way": (AppointmentWay | None, None),
        "place": (Line, ""),
        "hint": (Annotated[str, Typed(LONGEST_HINT, least=0)], ""),
    }
    return {f"{part}_{place}": of_part[part] for place in PLACES for part in PARTS}


WholeOfferForm: Final = create_model("WholeOfferForm", __base__=OfferForm, **_fields())
Given = Annotated[Sent[OfferForm], Depends(Receiving(WholeOfferForm))]
LABELS: Final[Mapping[str, str]] = {
    "day": "Tag",
    "time": "Uhrzeit",
    "way": "Wie",
    "place": "Ort",
    "hint": "Was die Person dazu wissen soll",
    "officer_name": "Name",
    "officer_phone": "Telefon",
    "officer_hours": "Wann erreichbar",
}
WAYS: Final = [("", "Bitte wählen"), *options(AppointmentWay)]


@dataclass(frozen=True)
class PartnerArrangementPages:
    pages: Pages
    arrange: Arrange
    entrance: PartnerEntrance

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(HERE)(self.show)
        routes.post(HERE)(self.offer)
        return routes

    async def show(self, request: Request, token: str) -> Response:
        async def page() -> Response:
            return self._page(request, token, fields_of(await self.arrange.read(partial(self.entrance.wanted, token))))

        return await self.entrance.lead_to(request, token, page, here=HERE)

    async def offer(self, request: Request, token: str, form: Given) -> Response:
        def ask_for_pin(refused: LotseError) -> Response:
            return self._page(request, token, form.fields, refused, at="pin", needs_pin=True)

        act = partial(self._offer, request, token, form)
        return await self.entrance.receive(request, token, HERE, form, act=act, ask_for_pin=ask_for_pin)

    async def _offer(self, request: Request, token: str, form: Given, referral: Referral) -> Response:
        """To be called only for who has entered the PIN."""
        address, wanted = HERE.format(token=token), partial(self.entrance.wanted, token)
        act_id = form.act_id(address, referral.partner_id)
        try:
            given = form.read()
            officer, appointments = given.said(self.entrance.clock())
            await self.arrange.offer(wanted, officer, appointments, given.version, act_id=act_id)
        except Invalid as refused:
            return self._page(request, token, form.fields, refused)
        except Conflict as refused:
            if refused.slug != "changed-meanwhile":
                raise
            stored = fields_of(await self.arrange.read(wanted))
            return self._page(request, token, form.fields, refused, stored=stored)
        return act_result.redirect(ADDRESS.format(token=token), "arranged")

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
        """`stored`: what was said meanwhile, beside what was entered. Without the PIN only what was sent is shown."""
        of_now = entered if stored is None else stored
        return self.pages.render(
            request,
            "partner_arrangement.html",
            refused=refused,
            at=at,
            address=HERE.format(token=token),
            back=ADDRESS.format(token=token),
            entered=entered,
            version=of_now.get("version", 0),
            differences=differences(entered, stored) if stored is not None else [],
            needs_pin=needs_pin,
            today=berlin_day(self.entrance.clock()).isoformat(),
            places=PLACES,
            names=LABELS,
            ways=WAYS,
            point=self.entrance.ended.point,
        )


def fields_of(found: OpenedArrangement | None) -> dict[str, Any]:
    """As the form would send it."""
    if found is None:
        return {}
    officer, appointments = found.content.officer, found.content.appointments
    known = {f"officer_{name}": value for name, value in (officer.model_dump() if officer else {}).items()}
    offered = {
        f"{part}_{place}": value
        for place, each in zip(PLACES, appointments, strict=False)
        for part, value in each.model_dump(mode="json").items()
    }
    return {**known, **offered, "version": found.number}


def differences(mine: Mapping[str, Any], stored: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Label, what was entered and what was said meanwhile, of each field where these differ."""
    labels = {name: LABELS[name] for name in ("officer_name", "officer_phone", "officer_hours")} | {
        f"{part}_{place}": f"Vorschlag {place}: {LABELS[part]}" for place in PLACES for part in PARTS
    }
    return [
        (label, _shown(name, mine.get(name)), _shown(name, stored.get(name)))
        for name, label in labels.items()
        if (mine.get(name) or "") != (stored.get(name) or "")
    ]


def _shown(name: str, value: Any) -> str:
    if name.startswith("way_") and value in set(AppointmentWay):
        return word(AppointmentWay(value))
    return str(value or "–")
