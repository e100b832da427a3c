"""The interface for programs: channels submit, other services fetch what they are entitled to."""

import re
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError

from services.intake.domain.acceptance import ATTEMPT
from services.intake.domain.evidence import MOST_PARTS
from services.intake.domain.ids import CaseId, HandoverId
from services.intake.domain.submission import Submission
from services.intake.domain.token import ChannelToken
from services.intake.handlers.dependencies import DeskDependencies, FaceDependencies
from services.intake.handlers.person.known_channels import KnownChannels
from services.intake.handlers.person.submit import submit, submit_sealed
from services.intake.handlers.services.acknowledgements import fetch_acknowledgement, list_acknowledgements
from services.intake.handlers.services.count_work import count_work
from services.intake.handlers.services.fetch import (
    fetch_additions,
    fetch_arrangement_answer,
    fetch_package,
    fetch_safe_contact,
    fetch_standing,
)
from services.intake.handlers.services.fetch_file import fetch_file_part
from services.intake.handlers.services.take_arrangement import take_arrangement
from services.intake.handlers.services.take_file_numbers import take_file_numbers
from shared.arrangement import Arrangement
from shared.audit import Actor
from shared.errors import Invalid, Malformed
from shared.file_numbers import FileNumbers
from shared.sealing.keys import decode
from shared.text import LARGEST_BODY, LARGEST_BOX
from shared.web import Sealed, caller, sealed_for
from shared.web.described import problems
from shared.web.token_first import BEARER, token_first

SERVICE: Final = "service"
BASE64URL: Final = r"^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-]{2}(==)?|[A-Za-z0-9_-]{3}=?)?$"
BOX_EXAMPLE: Final[dict[str, Any]] = {"kid": "5f6c0f1d2e3a4b5c", "box": "Zm9yIHRoZSBkZXNrIG9ubHk"}


class SealedSubmission(BaseModel):
    """A submission that its channel sealed for the team.

    `box` is libsodium's crypto_box_seal of the body of a plain submission for the key `kid`, in base64url.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, json_schema_extra={"examples": [BOX_EXAMPLE]}
    )

    kid: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    box: str = Field(min_length=64, max_length=LARGEST_BOX, pattern=BASE64URL)


class SealingKey(BaseModel):
    """A JSON Web Key (RFC 8037)."""

    kid: str
    x: str
    kty: str = "OKP"
    crv: str = "X25519"
    use: str = "enc"


def shape(body: Any) -> str:
    return "sealed" if isinstance(body, SealedSubmission) or (isinstance(body, dict) and "box" in body) else "plain"


AnySubmission = Annotated[
    Annotated[Submission, Tag("plain")] | Annotated[SealedSubmission, Tag("sealed")], Discriminator(shape)
]


class Accepted(BaseModel):
    contact_id: str
    case_id: str | None = None
    receipt_code: str | None = None


PROBLEMS: Final = problems(
    *(400, 401, 422),
    meaning={
        409: "The Idempotency-Key came with another body before, or the sealing key is not the present one",
        429: "More than this channel may submit in a minute: try again with the same Idempotency-Key after Retry-After",
        413: f"Larger than {LARGEST_BODY:,} bytes",
        503: "The store is away: try again with the same Idempotency-Key",
    },
)
IDEMPOTENCY_KEY: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Names the attempt: the same key with the same body gets the same answer, for 24 hours.",
    "schema": {"type": "string", "pattern": ATTEMPT},
}


@dataclass(frozen=True)
class Entered:
    """The channel of a submission, and the attempt: its Idempotency-Key."""

    channel: ChannelToken
    attempt: str = field(repr=False)


async def entered(request: Request) -> Entered:
    """Returns channel and attempt; raises Invalid without a valid key. One dependency: each costs as much as a seal."""
    attempt = request.headers.get("idempotency-key", "")
    if not re.fullmatch(ATTEMPT, attempt):
        raise Invalid("bad-idempotency-key", "Der Idempotency-Key braucht 22 bis 128 Zeichen aus A-Z a-z 0-9 _ -.")
    return Entered(request.state.channel, attempt)


def submissions(face: FaceDependencies) -> APIRouter:
    channels = KnownChannels(face.store)

    async def enter(request: Request, token: str | None) -> None:
        known = await channels.of(token)
        face.limits.channels.take(known.id)
        request.state.channel = known

    routes = APIRouter(prefix="/api/intake", route_class=token_first(enter), dependencies=[Depends(BEARER)])

    @routes.post(
        "/submissions",
        name="submit",
        status_code=201,
        responses=PROBLEMS,
        openapi_extra={"parameters": [IDEMPOTENCY_KEY]},
        response_model=Accepted,
    )
    async def submitted(
        by: Annotated[Entered, Depends(entered)],
        submission: AnySubmission,
    ) -> Response:
        """Takes a submission: the same key with the same body gets the same answer, for 24 hours.

        A sealed one is opened at the desk.
        """
        key, issuer = by.attempt, by.channel.id
        if isinstance(submission, SealedSubmission):
            box = decode(submission.box)
            receipt = await submit_sealed(face, submission.kid, box, idempotency_key=key, issuer=issuer)
        else:
            receipt = await submit(face, submission.concern(), idempotency_key=key, issuer=issuer)
        accepted = Accepted(contact_id=receipt.contact_id, case_id=receipt.case_id, receipt_code=receipt.code)
        # returned as a response, so that FastAPI does not validate it by its model once more
        return Response(accepted.model_dump_json(exclude_none=True), status_code=201, media_type="application/json")

    return routes


def sealing_key(face: FaceDependencies) -> APIRouter:
    routes = APIRouter(prefix="/api/intake")

    @routes.get("/sealing-key")
    async def published() -> SealingKey:
        """Returns the key for channels that seal by themselves; it is public."""
        public = face.team
        return SealingKey(kid=public.fingerprint, x=public.to_text())

    return routes


def internal(desk: DeskDependencies) -> APIRouter:
    """Routes that give content by claim check: for a caller with its token, sealed for the caller's key."""
    routes = APIRouter(prefix="/internal", include_in_schema=False)

    @routes.get("/handovers/{handover_id}/package")
    async def package(
        request: Request, handover_id: HandoverId, by: Annotated[str, Depends(caller("referral"))]
    ) -> dict[str, str]:
        return sealed_for(request.app.state.settings, by, await fetch_package(desk, Actor(by, SERVICE), handover_id))

    @routes.get("/handovers/{handover_id}/standing")
    async def standing(
        request: Request, handover_id: HandoverId, by: Annotated[str, Depends(caller("referral"))]
    ) -> dict[str, str]:
        return sealed_for(request.app.state.settings, by, await fetch_standing(desk, handover_id))

    @routes.get("/work")
    async def work(request: Request, by: Annotated[str, Depends(caller("notification"))]) -> dict[str, str]:
        return sealed_for(request.app.state.settings, by, await count_work(desk))

    @routes.get("/handovers/{handover_id}/files/{evidence_id}/parts/{part}")
    async def file_part(
        request: Request,
        handover_id: HandoverId,
        evidence_id: str,
        part: Annotated[int, Path(ge=0, lt=MOST_PARTS)],
        by: Annotated[str, Depends(caller("referral"))],
    ) -> dict[str, str]:
        content = await fetch_file_part(desk, Actor(by, SERVICE), handover_id, evidence_id, part)
        return sealed_for(request.app.state.settings, by, content)

    @routes.get("/safe-contacts/{reference}")
    async def safe_contact(
        request: Request, reference: str, by: Annotated[str, Depends(caller("notification"))]
    ) -> dict[str, str]:
        return sealed_for(request.app.state.settings, by, await fetch_safe_contact(desk, Actor(by, SERVICE), reference))

    return routes


def acknowledgements(desk: DeskDependencies, own_address: str) -> APIRouter:
    """Routes for notification, which sends automatic answers: names of those owed, and the address of each.

    The address comes with the mailbox where a reply is read.
    """
    routes = APIRouter(prefix="/internal/acknowledgements", include_in_schema=False)

    @routes.get("")
    async def owed(request: Request, by: Annotated[str, Depends(caller("notification"))]) -> dict[str, str]:
        return sealed_for(request.app.state.settings, by, await list_acknowledgements(desk))

    @routes.get("/{name}")
    async def one(request: Request, name: str, by: Annotated[str, Depends(caller("notification"))]) -> dict[str, str]:
        found = await fetch_acknowledgement(desk, Actor(by, SERVICE), name, own_address)
        return sealed_for(request.app.state.settings, by, found)

    return routes


def arrangements(desk: DeskDependencies) -> APIRouter:
    """Routes for referral: it gives what a partner arranged, and asks for the person's answer and later additions."""
    routes = APIRouter(prefix="/internal/handovers/{handover_id}", include_in_schema=False)

    @routes.post("/arrangement", dependencies=[Depends(caller("referral"))])
    async def arrangement(request: Request, handover_id: HandoverId, body: Sealed) -> dict[str, bool]:
        try:
            content = Arrangement.model_validate(body.open(request.app.state.settings.own_key))
        except ValidationError:
            raise Malformed from None
        return {"taken": await take_arrangement(desk, handover_id, content)}

    @routes.get("/arrangement-answer")
    async def answer(
        request: Request, handover_id: HandoverId, by: Annotated[str, Depends(caller("referral"))]
    ) -> dict[str, str]:
        return sealed_for(request.app.state.settings, by, await fetch_arrangement_answer(desk, handover_id))

    @routes.get("/additions")
    async def additions(
        request: Request, handover_id: HandoverId, by: Annotated[str, Depends(caller("referral"))]
    ) -> dict[str, str]:
        return sealed_for(request.app.state.settings, by, await fetch_additions(desk, Actor(by, SERVICE), handover_id))

    return routes


def file_numbers(desk: DeskDependencies) -> APIRouter:
    """The route for referral to give the numbers under which police and prosecution keep a case."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/internal/cases/{case_id}/file-numbers", dependencies=[Depends(caller("referral"))])
    async def take(request: Request, case_id: CaseId, body: Sealed) -> dict[str, bool]:
        try:
            content = FileNumbers.model_validate(body.open(request.app.state.settings.own_key))
        except ValidationError:
            raise Malformed from None
        return {"taken": await take_file_numbers(desk, case_id, content)}

    return routes
