"""The interface for partners' systems: we ask whether a partner has room, and it answers before it learns for whom."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from services.referral.domain.capacity_inquiry import Answer, CapacityInquiry, Format, Language, NoRoom, Standing
from services.referral.handlers.partner.answer_capacity import (
    answer_capacity,
    list_capacity_inquiries,
    own_inquiry,
    read_capacity_inquiry,
)
from services.referral.partner_routes import ANSWERING, Body, Caller, Reference, partner_routes
from shared.bus import UnitOfWork
from shared.contracts.vocabulary import Land, Need, Urgency
from shared.day import Day
from shared.errors import Conflict, Invalid
from shared.web.described import problems


class CapacityAnswered(Body):
    model_config = ConfigDict(json_schema_extra={"example": {"answer": "later", "from_on": "2026-12-14"}})
    answer: Answer
    from_on: Annotated[Day | None, Field(description="Needed with `later`: to come, within 180 days.")] = None
    reason: Annotated[NoRoom | None, Field(description="Needed with `no`.")] = None


class ShownInquiry(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "reference": "5d0f4c0a2d3e4f500b7c9f4f8f5d4f0c",
                "state": "open",
                "need": "psychological",
                "urgency": "routine",
                "language": "de",
                "format": "any",
                "land": "BY",
                "answer_by": "2026-12-04T15:00:00Z",
            }
        }
    )
    reference: str
    state: Annotated[Standing, Field(description="`open` until `answer_by`, and while somebody waits for the answer.")]
    need: Need
    land: Annotated[Land | None, Field(description="Where it is said.")] = None
    urgency: Urgency
    language: Language
    format: Format
    answer_by: datetime
    answer: Answer | None = None
    from_on: date | None = None
    reason: NoRoom | None = None


class ListedInquiries(BaseModel):
    capacity_inquiries: list[ShownInquiry]
    next: Annotated[str | None, Field(description="Give it as `after` for the next page.")] = None


def router(unit_of_work: UnitOfWork) -> APIRouter:
    routes = partner_routes(unit_of_work, "capacity-inquiries")

    @routes.get("", response_model_exclude_none=True, responses=problems(401, 422, 503))
    async def list_own(caller: Caller, after: Annotated[str, Query(max_length=64)] = "") -> ListedInquiries:
        found = await unit_of_work(lambda tx: list_capacity_inquiries(tx, caller, after))
        return ListedInquiries(
            capacity_inquiries=[_shown(each) for each in found], next=found[-1].reference if found else None
        )

    @routes.get("/{reference}", response_model_exclude_none=True, responses=problems(401, 404, 422, 503))
    async def read(caller: Caller, reference: Reference) -> ShownInquiry:
        return _shown(await unit_of_work(lambda tx: read_capacity_inquiry(tx, caller, reference)))

    @routes.post("/{reference}/answer", response_model_exclude_none=True, responses=ANSWERING)
    async def answer(caller: Caller, reference: Reference, body: CapacityAnswered) -> ShownInquiry:
        """Replaces what you answered before; the same answer again changes nothing. It binds you to nothing.

        409 also once it is over, for `later` without a day within the next 180, and for `no` without a reason.
        """
        wanted = own_inquiry(caller, reference)
        try:
            return _shown(
                await unit_of_work(lambda tx: answer_capacity(tx, wanted, body.answer, body.from_on, body.reason))
            )
        except Invalid as refused:  # no schema can say which days are to come
            raise Conflict("not-in-this-state", refused.sentence) from None

    return routes


def _shown(known: CapacityInquiry) -> ShownInquiry:
    same = ShownInquiry.model_fields.keys() - {"state"}
    return ShownInquiry(state=known.standing, **known.model_dump(include=set(same)))
