"""The portal's form: only the text is required, and what somebody wrote stays before their eyes until we have it."""

from collections.abc import Mapping
from typing import Any, Final, Literal, Self

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field, ValidationError, model_validator

from services.intake.domain.acceptance import ATTEMPT
from services.intake.domain.concern import Concern, Text
from services.intake.domain.situation import Situation, Wishes
from services.intake.domain.thread import SafeWay
from services.intake.handlers.accept import accept
from services.intake.handlers.workplace import Portal
from services.intake.pages.questions import choices, one_of
from services.intake.pages.typed import REFUSED, attempt_of, refusal, typed
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
from shared.errors import Invalid, LotseError
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
MANY: Final = (*SOME_OF, "wishes")
UNREADABLE: Final = "Bitte prüfen Sie Ihre Angaben."
TROUBLES: Final = {
    "text": "Bitte schreiben Sie, worum es geht. Mehr als 30.000 Zeichen können wir nicht aufnehmen.",
    "address": "Bitte prüfen Sie die Adresse. Sie können das Feld auch leer lassen.",
    "times": "Bitte fassen Sie sich kürzer, höchstens 200 Zeichen.",
}


class Report(BaseModel):
    """Its field names are those of the page."""

    attempt: str = Field(pattern=ATTEMPT)
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
    async def blank(request: Request) -> HTMLResponse:
        return form_page(request, {})

    @routes.post("/anliegen")
    async def send(request: Request) -> HTMLResponse:
        said = await typed(request, MANY)
        try:
            report = Report.model_validate(said)
            receipt = await accept(portal, report.concern(), idempotency_key=report.attempt, issuer=ISSUER)
        except ValidationError as error:
            return form_page(request, said, Invalid(sentence=UNREADABLE), troubles(error))
        except REFUSED as error:
            return form_page(request, said, refusal(error))
        return pages.render(request, "face/quittung.html", status=201, code=receipt.code)

    def form_page(
        request: Request,
        said: Mapping[str, Any],
        refused: LotseError | None = None,
        wrong: dict[str, str] | None = None,
    ) -> HTMLResponse:
        return pages.render(
            request,
            "face/anliegen.html",
            refused=refused,
            attempt=attempt_of(said),
            ask=questions,
            said={name: said.get(name, "") for name in Report.model_fields},
            wrong=dict.fromkeys(TROUBLES, "") | (wrong or {}),
        )

    return routes


def troubles(error: ValidationError) -> dict[str, str]:
    """The sentence beside each field that has one; of what was typed nothing is read."""
    found = error.errors(include_url=False, include_input=False)
    wrong = {str(each["loc"][0]) if each["loc"] else "address" for each in found}
    return {name: sentence for name, sentence in TROUBLES.items() if name in wrong}
