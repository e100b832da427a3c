"""Parts that all routes for partners' systems share: the caller, the reference, the version, and the errors."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Path, Request
from pydantic import BaseModel, ConfigDict, WithJsonSchema

from services.referral.domain.partner import Partner
from services.referral.handlers.partner.authenticate import authenticate
from shared.bus import UnitOfWork
from shared.errors import Unauthenticated
from shared.web.described import problems
from shared.web.token_first import BEARER, token_first

Reference = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,64}$")]
VERSION: Final = r'^(\*|[0-9]{1,9}|"[0-9]{1,9}")$'
IfMatch = Annotated[
    str | None,
    WithJsonSchema({"type": "string", "pattern": VERSION}),
    Header(pattern=VERSION, description="The ETag that the answer assumes; another version is 409."),
]
ANSWERING: Final = problems(400, 401, 404, 409, 413, 422, 503)


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


def _authenticated(request: Request) -> Partner:
    partner: Partner = request.state.partner
    return partner


Caller = Annotated[Partner, Depends(_authenticated)]


def partner_routes(unit_of_work: UnitOfWork, of: str = "referrals") -> APIRouter:
    """Returns a router under the partner's own path `of`: the token is checked before anything of the body is read."""

    async def enter(request: Request, token: str | None) -> None:
        if token is None:
            raise Unauthenticated("unauthenticated", "Ein Zugangszeichen fehlt.")
        request.state.partner = await unit_of_work(lambda tx: authenticate(tx, token))

    return APIRouter(
        prefix=f"/api/referral/partner/{of}",
        tags=["partner"],
        route_class=token_first(enter),
        dependencies=[Depends(BEARER)],
    )


def version_in(if_match: str | None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    return int(if_match.strip('"'))
