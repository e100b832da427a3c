"""The interface for partners' systems: they list, read and answer their own referrals."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from services.referral.domain.inquiry import LONGEST
from services.referral.domain.package import NO_REPORT, PassedFile
from services.referral.domain.partner import Partner
from services.referral.domain.referral import Answer, Referral
from services.referral.handlers.inquiries import Inquiries, OpenedInquiry
from services.referral.handlers.partner.answer import answer
from services.referral.handlers.partner.ask import Asking, waitlist
from services.referral.handlers.partner.open_file import OpenFile
from services.referral.handlers.partner.open_referral import OpenReferral
from services.referral.handlers.partner.read_additions import NOTHING_ADDED, Additions
from services.referral.handlers.partner.visibility import list_referrals, of_partner
from services.referral.partner_routes import ANSWERING, Body, Caller, IfMatch, Reference, partner_routes, version_in
from services.referral.store import REFERRALS
from shared.bus import Transaction, UnitOfWork
from shared.contracts.vocabulary import ConsentItem, DeclineReason, FailReason, Purpose, ReferralOutcome
from shared.day import Day
from shared.errors import Conflict, Invalid
from shared.text import Typed
from shared.web.described import problems
from shared.web.download import INERT, Download
from shared.web.head import refuse_head

FileId = Annotated[str, Path(pattern="^[0-9a-f-]{1,64}$")]
AS_IT_CAME: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The bytes", "content": {INERT: {"schema": {"type": "string", "format": "binary"}}}}
}


class Declined(Body):
    model_config = ConfigDict(json_schema_extra={"example": {"reason": "no_capacity"}})
    reason: DeclineReason


class Failed(Body):
    model_config = ConfigDict(json_schema_extra={"example": {"reason": "not_reached"}})
    reason: FailReason


class Completed(Body):
    model_config = ConfigDict(json_schema_extra={"example": {"outcome": "helped"}})
    outcome: ReferralOutcome


class Asked(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"items": ["contact"], "text": "…"},
            "anyOf": [
                {"required": ["items"], "properties": {"items": {"minItems": 1}}},
                {"required": ["text"], "properties": {"text": {"pattern": r"^[^\x00]*\S[^\x00]*$"}}},
            ],
        }
    )
    items: Annotated[tuple[ConsentItem, ...], Field(max_length=12, description="What is missing.")] = ()
    text: Annotated[str, Typed(LONGEST, least=0), Field(description="Stored sealed; needed without items.")] = ""


class Waitlisted(Body):
    model_config = ConfigDict(json_schema_extra={"example": {"until": "2026-09-30"}})
    until: Annotated[Day, Field(description="To come, within 180 days; `respond_by` moves to the end of this day.")]


class Inquiry(BaseModel):
    asked_at: datetime
    items: tuple[ConsentItem, ...]
    text: str
    reply: str | None = None
    by_addition: Annotated[bool | None, Field(description="Answered by what stands in `additions`.")] = None


class Addition(BaseModel):
    """An addition that the person agreed to later; it adds to `items`."""

    id: Annotated[str, Field(description="Names it, also in `additions_withdrawn`.")]
    given_at: Annotated[datetime, Field(description="The hour in which the person agreed.")]
    items: dict[str, str]


class WithdrawnAddition(BaseModel):
    """An addition that the person agreed to and withdrew: please use your copy of it no more."""

    id: Annotated[str, Field(description="The one that it had in `additions`.")]
    given_at: Annotated[datetime, Field(description="The hour in which the person had agreed.")]
    withdrawn_at: Annotated[datetime, Field(description="The hour in which the person withdrew it.")]
    mistaken: Annotated[
        bool | None,
        Field(
            description="The person never agreed to it: please delete your copy. `withdrawn_at` is when that was found."
        ),
    ] = None


class File(BaseModel):
    """A file; its bytes are at `/files/{id}` of this referral, while it is open and the person agrees."""

    id: str
    name: str
    kind: str
    size: Annotated[int, Field(description="In bytes.")]
    sha256: Annotated[str, Field(description="Of the bytes as the contact point got them, in hex.")]
    received_at: datetime


class Shown(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "reference": "0b7c9f4f8f5d4f0c9b1f4c0a2d3e4f50",
                "state": "delivered",
                "urgency": "urgent",
                "respond_by": "2026-09-02T14:00:00Z",
                "version": 3,
                "notice": NO_REPORT,
                "items": {"account": "…"},
            }
        }
    )
    reference: str
    state: str
    urgency: str
    respond_by: datetime
    version: int
    purpose: Annotated[
        Purpose | None, Field(description="`prevention`: no act was told of when the person agreed.")
    ] = None
    notice: Annotated[str | None, Field(description="What the package is not; shown with the items.")] = None
    inquiries: Annotated[
        list[Inquiry] | None, Field(description="What you asked, and our replies; shown while open.")
    ] = None
    items: Annotated[
        dict[str, str] | None, Field(description="What the person agreed to hand over; shown while open.")
    ] = None
    additions: Annotated[
        list[Addition] | None,
        Field(description="In addition to the items; shown while open and while the person agrees."),
    ] = None
    additions_withdrawn: Annotated[
        list[WithdrawnAddition] | None, Field(description="Those that the person withdrew: please use them no more.")
    ] = None
    files: Annotated[
        list[File] | None, Field(description="The files that the person agreed to hand over; shown while open.")
    ] = None


class Listed(BaseModel):
    referrals: list[Shown]
    next: Annotated[str | None, Field(description="Give it as `after` for the next page.")] = None


async def _own(partner: Partner, reference: str, tx: Transaction) -> dict[str, Any]:
    return of_partner(partner, reference)


def router(
    unit_of_work: UnitOfWork, open_referral: OpenReferral, open_file: OpenFile, inquiries: Inquiries
) -> APIRouter:
    routes = partner_routes(unit_of_work)
    _offer_reading(routes, unit_of_work, open_referral)
    _offer_files(routes, open_file)
    _offer_asking(routes, unit_of_work, Asking(unit_of_work, inquiries))
    _offer_answers(routes, unit_of_work)
    return routes


def _offer_reading(routes: APIRouter, unit_of_work: UnitOfWork, open_referral: OpenReferral) -> None:
    @routes.get("", response_model_exclude_none=True, responses=problems(401, 422, 503))
    async def list_own(caller: Caller, after: Annotated[str, Query(max_length=64)] = "") -> Listed:
        found = await unit_of_work(lambda tx: list_referrals(tx, caller, after))
        return Listed(referrals=[_shown(each) for each in found], next=found[-1].reference if found else None)

    @routes.get("/{reference}", response_model_exclude_none=True, responses=problems(401, 404, 422, 503))
    async def read(caller: Caller, reference: Reference, response: Response) -> Shown:
        """Returns the referral; the first reading makes it `delivered`, which the contact point sees.

        503 `consent-unconfirmed`: whether the person still agrees cannot be confirmed at the moment.
        """
        opened = await open_referral(partial(_own, caller, reference))
        response.headers["ETag"] = f'"{opened.referral.version}"'
        return _shown(opened.referral, opened.items, opened.inquiries, opened.files, opened.added)


def _offer_files(routes: APIRouter, open_file: OpenFile) -> None:
    @routes.get(
        "/{reference}/files/{file_id}",
        response_class=StreamingResponse,
        responses=AS_IT_CAME | problems(401, 404, 422, 503),
        dependencies=[Depends(refuse_head)],
    )
    async def read_file(caller: Caller, reference: Reference, file_id: FileId) -> Response:
        """Returns the bytes as the contact point got them: it may be malware. Each reading is noted, and nothing is
        kept here.

        A connection that ends early means that it may not be read any more, or that this service is away.
        """
        opened = await open_file(partial(_own, caller, reference), file_id)
        return Download(opened.file.name, opened.file.size, opened.content)


def _offer_asking(routes: APIRouter, unit_of_work: UnitOfWork, asking: Asking) -> None:
    @routes.post("/{reference}/ask", response_model_exclude_none=True, responses=ANSWERING)
    async def ask(caller: Caller, reference: Reference, body: Asked, if_match: IfMatch = None) -> Shown:
        """Asks the contact point, one question at a time; it replies, and `state` becomes `informed`."""
        known = await unit_of_work(lambda tx: REFERRALS.get(tx, **of_partner(caller, reference)))
        return _shown(await asking.ask(known, body.items, body.text, version_in(if_match)))

    @routes.post("/{reference}/waitlist", response_model_exclude_none=True, responses=ANSWERING)
    async def wait(caller: Caller, reference: Reference, body: Waitlisted, if_match: IfMatch = None) -> Shown:
        """Says that you have nobody free until a day and decide by then: the referral stays open."""
        wanted, version = of_partner(caller, reference), version_in(if_match)
        try:
            return _shown(await unit_of_work(lambda tx: waitlist(tx, wanted, body.until, version)))
        except Invalid as refused:  # no schema can say which days are to come
            raise Conflict("not-in-this-state", refused.sentence) from None


def _offer_answers(routes: APIRouter, unit_of_work: UnitOfWork) -> None:
    async def take(caller: Partner, reference: str, what: Answer, reason: str | None, if_match: str | None) -> Shown:
        wanted, version = of_partner(caller, reference), version_in(if_match)
        return _shown(await unit_of_work(lambda tx: answer(tx, wanted, what, reason, version)))

    @routes.post("/{reference}/accept", response_model_exclude_none=True, responses=ANSWERING)
    async def accept(caller: Caller, reference: Reference, if_match: IfMatch = None) -> Shown:
        return await take(caller, reference, "accept", None, if_match)

    @routes.post("/{reference}/contact", response_model_exclude_none=True, responses=ANSWERING)
    async def contact(caller: Caller, reference: Reference, if_match: IfMatch = None) -> Shown:
        return await take(caller, reference, "contact", None, if_match)

    @routes.post("/{reference}/decline", response_model_exclude_none=True, responses=ANSWERING)
    async def decline(caller: Caller, reference: Reference, body: Declined, if_match: IfMatch = None) -> Shown:
        return await take(caller, reference, "decline", body.reason, if_match)

    @routes.post("/{reference}/return", response_model_exclude_none=True, responses=ANSWERING)
    async def give_back(caller: Caller, reference: Reference, body: Declined, if_match: IfMatch = None) -> Shown:
        return await take(caller, reference, "return", body.reason, if_match)

    @routes.post("/{reference}/fail", response_model_exclude_none=True, responses=ANSWERING)
    async def fail(caller: Caller, reference: Reference, body: Failed, if_match: IfMatch = None) -> Shown:
        return await take(caller, reference, "fail", body.reason, if_match)

    @routes.post("/{reference}/complete", response_model_exclude_none=True, responses=ANSWERING)
    async def complete(caller: Caller, reference: Reference, body: Completed, if_match: IfMatch = None) -> Shown:
        return await take(caller, reference, "complete", body.outcome, if_match)


def _shown(
    referral: Referral,
    items: dict[str, str] | None = None,
    inquiries: list[OpenedInquiry] | None = None,
    files: tuple[PassedFile, ...] = (),
    added: Additions = NOTHING_ADDED,
) -> Shown:
    assert referral.respond_by is not None
    return Shown(
        reference=referral.reference,
        state=referral.state,
        urgency=referral.urgency,
        respond_by=referral.respond_by,
        version=referral.version,
        purpose=referral.purpose if referral.is_for_prevention else None,
        notice=NO_REPORT if items is not None else None,
        inquiries=[
            Inquiry(
                asked_at=each.asked_at,
                items=each.items,
                text=each.text,
                reply=each.reply,
                by_addition=each.by_addition or None,
            )
            for each in inquiries or ()
        ]
        or None,
        items=items,
        additions=[Addition(id=each.id, given_at=each.given_at, items=each.items) for each in added.additions] or None,
        additions_withdrawn=[WithdrawnAddition(**each.model_dump()) for each in added.withdrawn] or None,
        files=[File(name=each.name, **each.model_dump()) for each in files] or None,
    )
