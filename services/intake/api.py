"""What programs may ask of intake: channels submit, other services fetch what they are entitled to."""

import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.intake.domain.concern import Concern, Text
from services.intake.domain.situation import Situation
from services.intake.domain.state import HandoverId
from services.intake.domain.thread import SafeWay
from services.intake.domain.token import ChannelToken, digest
from services.intake.handlers import fetch
from services.intake.handlers.accept import accept
from services.intake.handlers.workplace import Desk, Portal
from services.intake.store import CHANNELS
from shared.audit import Actor
from shared.contracts.vocabulary import Channel, Land, Reason, Via
from shared.errors import Invalid, Unauthenticated
from shared.web import caller, sealed_for
from shared.web.token_first import BEARER, token_first

SERVICE: Final = "service"
ATTEMPT_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{22,128}")
EXAMPLE: Final[dict[str, Any]] = {
    "text": "In einem Kommentar wurden mir Prügel angedroht. Was kann ich tun?",
    "reason": "counselling",
    "land": "NW",
    "target_group": "mandate",
    "threat_kinds": ["threat", "hate_post"],
    "urgency": "urgent",
    "safe_contact": {"channel": "mail", "address": "ratsuchende@example.org", "times": "abends"},
}


class Submission(Situation):
    """Only `text` is required."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    text: Text
    channel: Channel = Channel.OTHER_PORTAL
    reason: Reason = Reason.UNKNOWN
    via: Via | None = None
    channel_reference: str | None = Field(default=None, min_length=1, max_length=128)
    safe_contact: SafeWay | None = None

    @field_validator("land", mode="before")
    @classmethod
    def _known(cls, land: Any) -> Any:
        if isinstance(land, str) and land not in set(Land):
            raise Invalid("unknown-land", "Dieses Land kennen wir nicht.")
        return land

    def concern(self) -> Concern:
        return Concern(
            channel=self.channel,
            text=self.text,
            reason=self.reason,
            via=self.via,
            situation=Situation.model_validate(self.model_dump(include=set(Situation.model_fields))),
            safe_way=self.safe_contact,
            channel_reference=self.channel_reference,
        )


class Accepted(BaseModel):
    contact_id: str
    case_id: str | None = None
    receipt_code: str | None = None


PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": said, "content": {"application/problem+json": {}}}
    for status, said in {
        400: "Not readable",
        401: "No valid token",
        409: "The Idempotency-Key came with another body before",
        413: "Larger than 64 KiB",
        422: "A wrong type or value, or an unknown field",
        503: "The store is away: try again with the same Idempotency-Key",
    }.items()
}


def submissions(portal: Portal) -> APIRouter:
    async def enter(request: Request, token: str | None) -> None:
        known = await portal.transact(lambda tx: CHANNELS.find(tx, digest=digest(token))) if token else None
        if known is None:
            raise Unauthenticated(sentence="Dieses Zugangstoken gilt hier nicht.")
        request.state.channel = known

    routes = APIRouter(prefix="/api/intake", route_class=token_first(enter), dependencies=[Depends(BEARER)])

    def channel(request: Request) -> ChannelToken:
        entered: ChannelToken = request.state.channel
        return entered

    def attempt(idempotency_key: Annotated[str | None, Header()] = None) -> str:
        if idempotency_key is None or not ATTEMPT_SHAPE.fullmatch(idempotency_key):
            raise Invalid("bad-idempotency-key", "Der Idempotency-Key braucht 22 bis 128 Zeichen aus A-Z a-z 0-9 _ -.")
        return idempotency_key

    @routes.post(
        "/submissions", status_code=201, responses=PROBLEMS, response_model=Accepted, response_model_exclude_none=True
    )
    async def submit(
        of: Annotated[ChannelToken, Depends(channel)],
        idempotency_key: Annotated[str, Depends(attempt)],
        submission: Submission,
    ) -> Accepted:
        """The same key with the same body gets the same answer, for 24 hours."""
        receipt = await accept(portal, submission.concern(), idempotency_key=idempotency_key, issuer=of.id)
        return Accepted(contact_id=receipt.contact_id, case_id=receipt.case_id, receipt_code=receipt.code)

    return routes


def internal(desk: Desk) -> APIRouter:
    """Content by claim check: the caller's token opens the door, the caller's key opens the box."""
    routes = APIRouter(prefix="/internal", include_in_schema=False)

    @routes.get("/handovers/{handover_id}/package")
    async def package(
        request: Request, handover_id: HandoverId, by: Annotated[str, Depends(caller("referral"))]
    ) -> dict[str, str]:
        return sealed_for(request.app.state.settings, by, await fetch.package(desk, Actor(by, SERVICE), handover_id))

    @routes.get("/safe-contacts/{reference}")
    async def safe_contact(
        request: Request, reference: str, by: Annotated[str, Depends(caller("notification"))]
    ) -> dict[str, str]:
        return sealed_for(request.app.state.settings, by, await fetch.safe_contact(desk, Actor(by, SERVICE), reference))

    return routes
