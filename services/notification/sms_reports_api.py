"""The SMS provider's reports: what became of a message that it took, by the reference that we gave it."""

import hmac
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from services.notification.domain.reference import REFERENCE
from services.notification.domain.sms_report import SmsOutcome
from services.notification.handlers.note_sms_report import note_sms_report
from shared.bus import UnitOfWork
from shared.errors import Unauthenticated
from shared.secret import Secret, values
from shared.web.described import problems
from shared.web.token_first import BEARER, token_first

FINAL: Final[Mapping[str, SmsOutcome]] = {"delivered": "delivered", "failed": "failed"}
REFUSES: Final = problems(
    400, 401, 404, 413, 422, 503, meaning={503: "Not yet known that you took it, or the store is away: report it again"}
)


class Report(BaseModel):
    """A report. Other fields that a provider sends are not read."""

    model_config = ConfigDict(
        hide_input_in_errors=True,
        json_schema_extra={"example": {"reference": "0c7f9e0e-8a35-5d6c-9d0b-3f6b8a1f2c4d", "status": "delivered"}},
    )
    reference: Annotated[str, Field(pattern=f"^{REFERENCE}$", description="As we gave it.")]
    status: Annotated[
        str, Field(max_length=64, description="`delivered` and `failed` are final; any other says nothing to us.")
    ]


def router(unit_of_work: UnitOfWork, token: Secret | None) -> APIRouter:
    """Returns the route for reports. `token`: None where no provider may report, so that nobody is let in."""

    async def enter(request: Request, presented: str | None) -> None:
        known = values(token()) if token else []
        if presented is None or not any(_same(each, presented) for each in known):
            raise Unauthenticated

    routes = APIRouter(
        prefix="/api/notification/sms", tags=["sms"], route_class=token_first(enter), dependencies=[Depends(BEARER)]
    )

    @routes.post("/reports", status_code=204, responses=REFUSES)
    async def report(said: Report) -> None:
        """Takes effect once, however often it comes."""
        if outcome := FINAL.get(said.status):
            await unit_of_work(partial(note_sms_report, reference=said.reference, outcome=outcome))

    return routes


def _same(known: str, presented: str) -> bool:
    return hmac.compare_digest(known.encode(), presented.encode())
