"""The interface for systems of police and prosecution: how the proceeding behind their referral stands."""

from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.referral.domain.file_number import FileNumberIfGiven
from services.referral.domain.partner import Partner
from services.referral.domain.proceeding import Notice, Told
from services.referral.domain.told_proceeding import ToldNotice, ToldState
from services.referral.handlers.partner.tell_proceeding import TellProceeding
from services.referral.handlers.partner.visibility import of_partner
from services.referral.partner_routes import ANSWERING, Body, Caller, IfMatch, Reference, partner_routes, version_in
from shared.bus import Transaction, UnitOfWork
from shared.contracts.vocabulary import Discontinuation, NoticeKind, Offence, ProceedingState
from shared.day import Day
from shared.errors import Conflict, Invalid, NotFound
from shared.web.described import problems


class DatedNotice(Body):
    kind: ToldNotice
    on: Day


class ToldBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "state": "discontinued",
                "known_on": "2026-09-20",
                "act_known_on": "2026-08-20",
                "offences": ["stgb_241"],
                "discontinuation": "stpo_170_2",
                "notices": [{"kind": "discontinuation_with_instruction", "on": "2026-09-20"}],
                "file_number": "123 Js 4567/26",
            }
        }
    )
    state: ToldState
    known_on: Annotated[Day, Field(description="Since when it is in this state.")]
    act_known_on: Annotated[Day, Field(description="The day of the act, or on which it began.")]
    offender_known_on: Annotated[
        Day | None, Field(description="Since when the injured person knows the offender, as far as you know.")
    ] = None
    offences: Annotated[tuple[Offence, ...], Field(min_length=1, max_length=30)]
    discontinuation: Annotated[Discontinuation | None, Field(description="Of a discontinued one, and of no other.")] = (
        None
    )
    notices: Annotated[tuple[DatedNotice, ...], Field(max_length=10, description="At most one of each kind.")] = ()
    file_number: Annotated[FileNumberIfGiven, Field(description="Stored sealed.")] = None


class ShownNotice(BaseModel):
    kind: NoticeKind
    on: date


class ShownProceeding(BaseModel):
    number: Annotated[int, Field(description="How often something else was told; the ETag.")]
    state: ProceedingState
    known_on: date
    act_known_on: date
    offender_known_on: date | None = None
    offences: tuple[Offence, ...]
    discontinuation: Discontinuation | None = None
    notices: tuple[ShownNotice, ...] = ()
    file_number: str | None = None


def router(unit_of_work: UnitOfWork, telling: TellProceeding) -> APIRouter:
    routes = partner_routes(unit_of_work)

    async def shown(caller: Partner, reference: str, response: Response) -> ShownProceeding:
        _, told, number = await telling.read(partial(_own, caller, reference))
        if told is None:
            raise NotFound
        response.headers["ETag"] = f'"{told.number}"'
        return ShownProceeding(**told.model_dump(exclude={"file_number"}), file_number=number)

    @routes.get(
        "/{reference}/proceeding", response_model_exclude_none=True, responses=problems(401, 404, 409, 422, 503)
    )
    async def read(caller: Caller, reference: Reference, response: Response) -> ShownProceeding:
        """Returns what you told last; 404 while you have told nothing. 409 where you are neither police nor
        prosecution, or the referral is not accepted or is over.
        """
        return await shown(caller, reference, response)

    @routes.post("/{reference}/proceeding", response_model_exclude_none=True, responses=ANSWERING)
    async def tell(
        caller: Caller, reference: Reference, body: ToldBody, response: Response, if_match: IfMatch = None
    ) -> ShownProceeding:
        """Replaces all that you told before; the same content again changes nothing.

        409 also for days that are to come or contradict each other, and for one kind of notice given twice. 503
        `consent-unconfirmed`: whether the person still agrees cannot be confirmed at the moment.
        """
        try:
            seen = version_in(if_match)
            await telling.tell(partial(_own, caller, reference), _told(body), body.file_number, seen)
        except Invalid as refused:  # no schema can say which days go together
            raise Conflict("not-in-this-state", refused.sentence) from None
        return await shown(caller, reference, response)

    return routes


def _told(body: ToldBody) -> Told:
    """Converts the body; raises Conflict where a kind of notice comes twice."""
    notices = tuple(Notice(kind=NoticeKind(each.kind), on=each.on) for each in body.notices)
    if len({each.kind for each in notices}) < len(notices):
        raise Conflict("not-in-this-state", "Jede Art von Schreiben kann nur einmal angegeben werden.")
    return Told(**body.model_dump(exclude={"notices", "file_number"}), notices=notices)


async def _own(partner: Partner, reference: str, tx: Transaction) -> dict[str, Any]:
    return of_partner(partner, reference)
