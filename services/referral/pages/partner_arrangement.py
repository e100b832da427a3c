"""The partner's page of its arrangement with the person: appointments, who is in charge, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field, create_model

from services.referral.domain.arrangement import NO_PLACE, lacks_place, wrong_in
from services.referral.handlers.arrangements import OpenedArrangement
from services.referral.handlers.partner.arrange import Arrange
from services.referral.handlers.partner.open_referral import Wanted
from services.referral.pages.partner_form import PartnerForm, PartnerFormPages
from services.referral.pages.partner_session import ADDRESS
from shared.arrangement import LONGEST_HINT, LONGEST_LINE, MOST, Appointment, AppointmentWay, Officer
from shared.day import DayIfGiven
from shared.text import Typed
from shared.web.forms import InvalidForm, Receiving, Sent
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
    """Prefixes the sentence with the proposal's number: all proposals have the same fields."""
    return f"{place}. Terminvorschlag: {sentence}"


class OfferForm(PartnerForm):
    REFUSAL: ClassVar[str] = "Das ist noch nicht gesendet. Bitte prüfen Sie diese Angaben:"
    SENTENCES: ClassVar[Mapping[str, str]] = {
        f"{part}_{place}": of_proposal(place, MISSING[part]) for place in PLACES for part in ("time", "way")
    }

    officer_name: Line = ""
    officer_phone: Line = ""
    officer_hours: Line = ""

    def said(self, now: datetime) -> tuple[Officer | None, tuple[Appointment, ...]]:
        """Returns officer and appointments. Raises InvalidForm with a sentence at each missing or impossible field."""
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
        """Returns the appointment; None where it is empty, or a part is missing, which is added to `wrong`."""
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
COMPARED: Final = {name: LABELS[name] for name in ("officer_name", "officer_phone", "officer_hours")} | {
    f"{part}_{place}": f"Vorschlag {place}: {LABELS[part]}" for place in PLACES for part in PARTS
}
WAYS: Final = [("", "Bitte wählen"), *options(AppointmentWay)]


@dataclass(frozen=True)
class PartnerArrangementPages(PartnerFormPages):
    HERE: ClassVar[str] = HERE
    TEMPLATE: ClassVar[str] = "partner_arrangement.html"
    DONE: ClassVar[str] = "arranged"
    AFTERWARDS: ClassVar[str] = ADDRESS

    arrange: Arrange

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(HERE)(self.show)
        routes.post(HERE)(self.offer)
        return routes

    async def offer(self, request: Request, token: str, form: Given) -> Response:
        return await self.receive(request, token, form)

    async def stored(self, wanted: Wanted) -> Mapping[str, Any]:
        return fields_of(await self.arrange.read(wanted))

    async def keep(self, wanted: Wanted, form: Sent[OfferForm], act_id: str | None) -> None:
        given = form.read()
        officer, appointments = given.said(self.entrance.clock())
        await self.arrange.offer(wanted, officer, appointments, given.version, act_id=act_id)

    def labels(self) -> Mapping[str, str]:
        return COMPARED

    def shown(self, name: str, value: Any) -> str:
        if name.startswith("way_") and value in set(AppointmentWay):
            return word(AppointmentWay(value))
        return str(value or "–")

    def of_the_fields(self) -> dict[str, Any]:
        return {"places": PLACES, "names": LABELS, "ways": WAYS}


def fields_of(found: OpenedArrangement | None) -> dict[str, Any]:
    """Returns the arrangement as the form would send it."""
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
