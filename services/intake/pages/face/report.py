"""The public form: only the text is required, and what somebody wrote stays before their eyes until we have it."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationInfo, field_validator, model_validator

from services.intake.domain.concern import Concern, Text
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.situation import Wishes
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.submit import submit
from services.intake.handlers.person.submit_again import submit_again
from services.intake.labels_de import FULLER, one_of, several_of
from services.intake.pages.face.sent_report import SentReport
from services.intake.pages.refusal import REFUSED, refusal
from services.intake.pages.situation_form import OPEN, SituationForm, overview
from shared import attempts
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
from shared.errors import Conflict, Invalid, LotseError, NotFound
from shared.mail_address import MailAddress
from shared.text import Typed
from shared.web import Pages
from shared.web.client_limit import client_of
from shared.web.forms import Receiving, Sent

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
SEVERAL_OF: Final = {"threat_kinds": ThreatKind, "needs": Need}
QUESTIONS: Final = {name: one_of(kind) for name, kind in ONE_OF.items()} | {
    name: several_of(kind) for name, kind in SEVERAL_OF.items()
}
WITHOUT_ADDRESS: Final = "Dafür brauchen wir auch eine E-Mail-Adresse. Sie können dieses Feld auch leer lassen."
SHOWN_AGAIN: Final = (*QUESTIONS, "text", "wishes", "reported", "anonymous", "safe_mail", "safe_times")


class Report(SituationForm):
    """The page asks for two of the coarse fields in its own way: `wishes` are ticked, `reported` is answered."""

    REFUSAL: ClassVar[str] = "Ihr Anliegen ist noch nicht bei uns. Bitte prüfen Sie Ihre Angaben."
    SENTENCES: ClassVar[Mapping[str, str]] = {"text": "Bitte schreiben Sie, worum es geht."}

    attempt: str = ""
    no_scripts: str = ""
    """Said by every page that the script of ours did not take it from."""
    text: Text
    reason: Reason = Reason.UNKNOWN
    safe_mail: MailAddress | None = None
    safe_times: Annotated[str, Typed(200, least=0)] = ""

    @classmethod
    def several(cls) -> frozenset[str]:
        return super().several() | {"wishes"}

    @model_validator(mode="before")
    @classmethod
    def _as_the_desk_names_it(cls, sent: Mapping[str, Any]) -> dict[str, Any]:
        named = {"reported_to_police" if name == "reported" else name: value for name, value in sent.items()}
        ticked = named.pop("wishes", ())
        return named | {name if name in Wishes.model_fields else f"wishes.{name}": "true" for name in ticked}

    @field_validator("safe_times")
    @classmethod
    def _with_address(cls, times: str, info: ValidationInfo) -> str:
        if times and info.data.get("safe_mail", "") is None:
            raise Invalid(sentence=WITHOUT_ADDRESS)
        return times

    def concern(self) -> Concern:
        return Concern(
            channel=Channel.PORTAL,
            text=self.text,
            reason=self.reason,
            situation=self.situation(),
            safe_contact=self.safe_contact(),
        )

    def safe_contact(self) -> SafeContact | None:
        return SafeContact(address=self.safe_mail, times=self.safe_times) if self.safe_mail else None


def router(face: FaceDependencies, pages: Pages, earlier: SentReport) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/anliegen")
    async def blank(request: Request) -> HTMLResponse:
        return form_page(request, {})

    @routes.post("/anliegen")
    async def send(request: Request, form: Annotated[Sent[Report], Depends(Receiving(Report))]) -> HTMLResponse:
        attempt = attempts.given(form.fields)
        try:
            sent = form.read()
            concern = sent.concern()
            face.limits.reports.take(client_of(request))
            if sent.no_scripts:
                attempt = earlier.attempt(request.cookies, sent.text) or attempt
            code, came_before = await taken(concern, attempt)
        except NotFound:  # this attempt's concern was erased meanwhile: it is a new one
            attempt = attempts.new()
            code, came_before = await taken(concern, attempt)
        except REFUSED as error:
            return form_page(request, form.fields, refusal(error))
        page = pages.render(request, "face/receipt.html", status=201, code=code, came_before=came_before)
        if sent.no_scripts:
            earlier.keep(page, attempt, sent.text)
        return page

    async def taken(concern: Concern, attempt: str) -> tuple[str, bool]:
        """The receipt code, and whether an earlier text came under the same attempt."""
        try:
            receipt = await submit(face, concern, idempotency_key=attempt, issuer=ISSUER)
        except Conflict:
            answers = in_words(concern)
            return await submit_again(face, concern, answers, attempt=attempt, issuer=ISSUER), True
        return receipt.code, False

    def form_page(request: Request, sent: Mapping[str, Any], refused: LotseError | None = None) -> HTMLResponse:
        return pages.render(
            request,
            "face/report.html",
            refused=refused,
            attempt=attempts.given(sent),
            ask=QUESTIONS,
            entered={name: sent.get(name, "") for name in SHOWN_AGAIN},
        )

    return routes


def in_words(concern: Concern) -> str:
    """What was chosen beside the text, for a message that tells it."""
    chosen = [("Anlass", FULLER[Reason].get(concern.reason, OPEN)), *overview(concern.situation)]
    known = [(heading, said) for heading, said in chosen if said != OPEN]
    return "\n".join(["Meine Angaben beim zweiten Absenden:", *(f"{heading}: {said}" for heading, said in known)])
