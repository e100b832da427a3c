"""The portal's form: only the text is required."""

import secrets
from typing import Annotated, Final, Literal, Self

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field, model_validator

from services.intake.domain.concern import Concern, Text
from services.intake.domain.situation import Situation, Wishes
from services.intake.domain.thread import SafeWay
from services.intake.handlers.accept import accept
from services.intake.handlers.workplace import Portal
from services.intake.pages.questions import choices, one_of
from shared.contracts.vocabulary import (
    Channel,
    Land,
    MunicipalityKind,
    Need,
    Person,
    Reason,
    TargetGroup,
    Tenure,
    ThreatKind,
    Urgency,
)
from shared.web import Pages

ISSUER: Final = "portal"
ONE_OF: Final = {
    "reason": Reason,
    "urgency": Urgency,
    "land": Land,
    "person": Person,
    "target_group": TargetGroup,
    "tenure": Tenure,
    "municipality_kind": MunicipalityKind,
}
SOME_OF: Final = {"threat_kinds": ThreatKind, "needs": Need}


class Report(BaseModel):
    """Its field names are those of the page; `attempt` is random for each page that is opened."""

    attempt: str = Field(pattern=r"^[A-Za-z0-9_-]{22,128}$")
    text: Text
    reason: Reason = Reason.UNKNOWN
    land: Land = Land.UNKNOWN
    municipality_kind: MunicipalityKind = MunicipalityKind.UNKNOWN
    target_group: TargetGroup = TargetGroup.UNKNOWN
    person: Person = Person.UNKNOWN
    tenure: Tenure = Tenure.UNKNOWN
    threat_kinds: list[ThreatKind] = Field(default_factory=list)
    needs: list[Need] = Field(default_factory=list)
    urgency: Urgency = Urgency.UNKNOWN
    wishes: list[Literal["no_police", "no_prosecution"]] = Field(default_factory=list)
    reported: Literal["yes", "no", "unknown"] = "unknown"
    anonymous: bool = False
    safe_mail: str | None = None
    safe_times: str | None = None

    @model_validator(mode="after")
    def _together(self) -> Self:
        self.concern()
        return self

    def concern(self) -> Concern:
        return Concern(
            channel=Channel.PORTAL,
            text=self.text,
            reason=self.reason,
            situation=self.situation(),
            safe_way=self.safe_way(),
        )

    def situation(self) -> Situation:
        coarse = self.model_dump(include=set(Situation.model_fields) - {"wishes"})
        wishes = Wishes(no_police="no_police" in self.wishes, no_prosecution="no_prosecution" in self.wishes)
        reported = {"yes": True, "no": False}.get(self.reported)
        return Situation(**coarse, wishes=wishes, reported_to_police=reported)

    def safe_way(self) -> SafeWay | None:
        return SafeWay(channel="mail", address=self.safe_mail, times=self.safe_times) if self.safe_mail else None


def router(portal: Portal, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    questions = {name: one_of(kind) for name, kind in ONE_OF.items()}
    questions |= {name: choices(kind) for name, kind in SOME_OF.items()}

    @routes.get("/anliegen")
    async def form(request: Request) -> HTMLResponse:
        return pages.render(request, "face/anliegen.html", attempt=secrets.token_urlsafe(24), ask=questions)

    @routes.post("/anliegen")
    async def send(request: Request, report: Annotated[Report, Form()]) -> HTMLResponse:
        receipt = await accept(portal, report.concern(), idempotency_key=report.attempt, issuer=ISSUER)
        return pages.render(request, "face/quittung.html", status=201, code=receipt.code)

    return routes
