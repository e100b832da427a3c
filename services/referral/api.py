"""JSON face: a partner's system sees and answers its own referrals; notification asks whom to tell."""

import json
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.referral.domain.life import READABLE, Act, Referral
from services.referral.domain.partner import Partner
from services.referral.handlers.entry import partner_by_token, referral_of, referrals_of
from services.referral.handlers.progress import act, look_at
from services.referral.handlers.sending import Sending
from shared.bus import Transaction, UnitOfWork
from shared.contracts.vocabulary import DeclineReason, FailReason, ReferralOutcome
from shared.errors import Invalid, Unauthenticated
from shared.web.token_first import BEARER, token_first

Reference = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,64}$")]
IfMatch = Annotated[str | None, Header(description="The ETag that the answer assumes; another version is 409.")]


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Declined(Asked):
    model_config = ConfigDict(json_schema_extra={"example": {"reason": "no_capacity"}})
    reason: DeclineReason


class Failed(Asked):
    model_config = ConfigDict(json_schema_extra={"example": {"reason": "not_reached"}})
    reason: FailReason


class Completed(Asked):
    model_config = ConfigDict(json_schema_extra={"example": {"outcome": "helped"}})
    outcome: ReferralOutcome


class Shown(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "reference": "0b7c9f4f8f5d4f0c9b1f4c0a2d3e4f50",
                "state": "delivered",
                "urgency": "urgent",
                "respond_by": "2026-09-02T14:00:00Z",
                "version": 3,
                "items": {"account": "…"},
            }
        }
    )
    reference: str
    state: str
    urgency: str
    respond_by: datetime
    version: int
    items: Annotated[dict[str, str] | None, Field(description="What the person agreed to hand over; shown while open.")]


class Listed(BaseModel):
    referrals: list[Shown]
    next: Annotated[str | None, Field(description="Give it as `after` for the next page.")] = None


def router(unit_of_work: UnitOfWork, sending: Sending) -> APIRouter:
    async def enter(request: Request, token: str | None) -> None:
        if token is None:
            raise Unauthenticated("unauthenticated", "Ein Zugangszeichen fehlt.")
        request.state.partner = await unit_of_work(lambda tx: partner_by_token(tx, token))

    routes = APIRouter(
        prefix="/api/referral/partner/referrals",
        tags=["partner"],
        route_class=token_first(enter),
        dependencies=[Depends(BEARER)],
    )

    def partner(request: Request) -> Partner:
        entered: Partner = request.state.partner
        return entered

    Us = Annotated[Partner, Depends(partner)]  # noqa: N806 - a type

    @routes.get("", response_model_exclude_none=True)
    async def list_own(us: Us, after: Annotated[str, Query(max_length=64)] = "") -> Listed:
        found = await unit_of_work(lambda tx: referrals_of(tx, us, after))
        return Listed(referrals=[_shown(each) for each in found], next=found[-1].reference if found else None)

    @routes.get("/{reference}", response_model_exclude_none=True)
    async def look(us: Us, reference: Reference, response: Response) -> Shown:
        """The first look tells us that the referral was delivered."""

        async def work(tx: Transaction) -> tuple[Referral, str | None]:
            looked = await look_at(tx, await referral_of(tx, us, reference))
            return looked, await sending.open(tx, looked) if looked.state in READABLE else None

        referral, package = await unit_of_work(work)
        response.headers["ETag"] = f'"{referral.version}"'
        return _shown(referral, json.loads(package)["items"] if package else None)

    async def answer(us: Partner, reference: str, what: Act, said: str | None, version: str | None) -> Shown:
        async def work(tx: Transaction) -> Referral:
            return await act(tx, await referral_of(tx, us, reference), what, "partner", said, _version(version))

        return _shown(await unit_of_work(work))

    @routes.post("/{reference}/accept", response_model_exclude_none=True)
    async def accept(us: Us, reference: Reference, if_match: IfMatch = None) -> Shown:
        return await answer(us, reference, "accept", None, if_match)

    @routes.post("/{reference}/contact", response_model_exclude_none=True)
    async def contact(us: Us, reference: Reference, if_match: IfMatch = None) -> Shown:
        return await answer(us, reference, "contact", None, if_match)

    @routes.post("/{reference}/decline", response_model_exclude_none=True)
    async def decline(us: Us, reference: Reference, asked: Declined, if_match: IfMatch = None) -> Shown:
        return await answer(us, reference, "decline", asked.reason, if_match)

    @routes.post("/{reference}/return", response_model_exclude_none=True)
    async def give_back(us: Us, reference: Reference, asked: Declined, if_match: IfMatch = None) -> Shown:
        return await answer(us, reference, "return", asked.reason, if_match)

    @routes.post("/{reference}/fail", response_model_exclude_none=True)
    async def fail(us: Us, reference: Reference, asked: Failed, if_match: IfMatch = None) -> Shown:
        return await answer(us, reference, "fail", asked.reason, if_match)

    @routes.post("/{reference}/complete", response_model_exclude_none=True)
    async def complete(us: Us, reference: Reference, asked: Completed, if_match: IfMatch = None) -> Shown:
        return await answer(us, reference, "complete", asked.outcome, if_match)

    return routes


def _shown(referral: Referral, items: dict[str, str] | None = None) -> Shown:
    assert referral.respond_by is not None
    return Shown(
        reference=referral.reference,
        state=referral.state,
        urgency=referral.urgency,
        respond_by=referral.respond_by,
        version=referral.version,
        items=items,
    )


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    text = if_match.strip('"')
    if not text.isdigit():
        raise Invalid("wrong-value", "If-Match muss ein ETag dieser Vermittlung sein.")
    return int(text)
