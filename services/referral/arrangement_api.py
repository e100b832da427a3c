"""The interface for partners' systems: appointments, who is in charge, and what the person answered."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.referral.domain.arrangement import NO_PLACE, lacks_place, wrong_in
from services.referral.domain.partner import Partner
from services.referral.handlers.partner.arrange import Arrange
from services.referral.handlers.partner.visibility import of_partner
from services.referral.partner_routes import ANSWERING, Body, Caller, IfMatch, Reference, partner_routes, version_in
from shared.arrangement import LONGEST_HINT, LONGEST_LINE, MOST, Appointment, AppointmentWay, Officer
from shared.bus import Transaction, UnitOfWork
from shared.day import Day
from shared.errors import Conflict, Invalid, NotFound
from shared.text import Typed
from shared.web.described import problems

Line = Annotated[str, Typed(LONGEST_LINE, least=0)]


class OfficerBody(Body):
    name: Annotated[str, Typed(LONGEST_LINE)]
    phone: Line = ""
    hours: Line = ""


class AppointmentBody(Body):
    day: Day
    time: Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="As clocks in Germany show it.")]
    way: AppointmentWay
    place: Annotated[Line, Field(description="An address, needed in person; of a video call, how it is reached.")] = ""
    hint: Annotated[str, Typed(LONGEST_HINT, least=0), Field(description="How to get there.")] = ""


class ArrangementBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "officer": {"name": "Frau Beispiel", "phone": "030 23125 200", "hours": "Mo bis Do 9 bis 15 Uhr"},
                "appointments": [
                    {
                        "day": "2026-12-03",
                        "time": "10:00",
                        "way": "in_person",
                        "place": "Musterstraße 1, 10115 Berlin",
                        "hint": "Klingel Beratung",
                    }
                ],
            }
        }
    )
    officer: Annotated[OfficerBody | None, Field(description="Whom the person asks for. Stored sealed.")] = None
    appointments: Annotated[
        tuple[AppointmentBody, ...],
        Field(max_length=MOST, description="From which the person chooses; no two at the same time. Stored sealed."),
    ] = ()


class ShownAnswer(BaseModel):
    chosen: Annotated[str | None, Field(description="`<day>T<time>` of one of your appointments; none fits without.")]
    word: str
    answered_at: datetime


class ShownAppointment(BaseModel):
    day: date
    time: str
    way: AppointmentWay
    place: str
    hint: str


class ShownArrangement(BaseModel):
    number: Annotated[int, Field(description="How often something else was said; the ETag.")]
    officer: OfficerBody | None = None
    appointments: tuple[ShownAppointment, ...]
    answer: Annotated[ShownAnswer | None, Field(description="Of the person, to these appointments.")] = None


def router(unit_of_work: UnitOfWork, arrange: Arrange) -> APIRouter:
    routes = partner_routes(unit_of_work)

    async def shown(caller: Partner, reference: str, response: Response) -> ShownArrangement:
        found = await arrange.read(partial(_own, caller, reference))
        if found is None:
            raise NotFound
        response.headers["ETag"] = f'"{found.number}"'
        said, answered_at = found.answer, found.answered_at
        content = found.content.model_dump(exclude={"round"})
        answer = ShownAnswer(**said.model_dump(exclude={"round"}), answered_at=answered_at) if said else None
        return ShownArrangement(number=found.number, **content, answer=answer)

    @routes.get("/{reference}/arrangement", responses=problems(401, 404, 409, 422, 503))
    async def read(caller: Caller, reference: Reference, response: Response) -> ShownArrangement:
        """Returns what you sent last, and the person's answer; 404 while you have sent nothing. 409 where the referral
        is not accepted or is over.
        """
        return await shown(caller, reference, response)

    @routes.post("/{reference}/arrangement", responses=ANSWERING)
    async def offer(
        caller: Caller, reference: Reference, body: ArrangementBody, response: Response, if_match: IfMatch = None
    ) -> ShownArrangement:
        """Replaces all that you sent before; the same content again changes nothing. With other appointments the person
        is asked anew.

        409 also for an appointment that is past or more than 180 days ahead, two at the same time, one in person
        without a place, and for an empty first arrangement. 503 `consent-unconfirmed`: whether the person still agrees
        cannot be confirmed at the moment.
        """
        try:
            officer, appointments = _said(body, unit_of_work.clock())
            seen = version_in(if_match)
            await arrange.offer(partial(_own, caller, reference), officer, appointments, seen)
        except Invalid as refused:  # no schema can say which times are to come
            raise Conflict("not-in-this-state", refused.sentence) from None
        return await shown(caller, reference, response)

    return routes


def _said(body: ArrangementBody, now: datetime) -> tuple[Officer | None, tuple[Appointment, ...]]:
    """Converts the body; raises Invalid for an appointment that is not possible."""
    appointments = tuple(Appointment(**each.model_dump()) for each in body.appointments)
    wrong = wrong_in({str(place): each for place, each in enumerate(appointments)}, now)
    sentences = [*wrong.values(), *(NO_PLACE for each in appointments if lacks_place(each))]
    if sentences:
        raise Invalid("wrong-value", sentences[0])
    return (Officer(**body.officer.model_dump()) if body.officer else None), appointments


async def _own(partner: Partner, reference: str, tx: Transaction) -> dict[str, Any]:
    return of_partner(partner, reference)
