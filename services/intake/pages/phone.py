"""Somebody calls: the desk writes it down and reads out a code for the way back."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import Field, ValidationError

from services.intake.domain.acceptance import ATTEMPT
from services.intake.domain.concern import Concern, Text
from services.intake.domain.one_time import LIVES
from services.intake.domain.situation import Situation
from services.intake.domain.state import ContactId
from services.intake.domain.thread import SafeWay
from services.intake.handlers.phone import give_code, record_call
from services.intake.handlers.workplace import Phone
from services.intake.pages.desk import CHOICES, Counselling
from services.intake.pages.triage_form import TriageForm
from services.intake.pages.typed import REFUSED, attempt_of, refusal, typed
from services.intake.spelling import spelled
from shared.contracts.vocabulary import Channel, Land, Reason, Urgency, Via
from shared.errors import Invalid, LotseError
from shared.web import Pages, Staff
from shared.web.labels_de import options

MANY: Final = ("threat_kinds", "needs", "languages")
OPTIONS: Final = CHOICES | {"reason": options(Reason), "via": options(Via)}
NOBODY_COMES_BACK: Final = (Reason.SILENT, Reason.ABUSIVE)
UNREADABLE: Final = "Bitte prüfen Sie das Gesagte und den Kontaktweg."


class Call(TriageForm):
    """Its field names are those of the page."""

    seen: int = 0
    attempt: Annotated[str, Field(pattern=ATTEMPT)]
    text: Text
    reason: Reason = Reason.UNKNOWN
    via: Via = Via.UNKNOWN
    land: Land = Land.UNKNOWN
    urgency: Urgency = Urgency.UNKNOWN
    safe_channel: str = "phone"
    safe_address: str = ""
    safe_times: str = ""
    safe_words: str = ""

    def concern(self) -> Concern:
        return Concern(
            channel=Channel.PHONE,
            text=self.text,
            reason=self.reason,
            via=self.via,
            situation=self.situation(),
            safe_way=self.safe_way(),
        )

    def safe_way(self) -> SafeWay | None:
        if not self.safe_address.strip():
            return None
        given = {"channel": self.safe_channel, "address": self.safe_address.strip()}
        more = {"times": self.safe_times.strip() or None, "words": self.safe_words.strip() or None}
        return SafeWay.model_validate(given | more)


def router(phone: Phone, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk/contacts/new")
    async def blank(request: Request, me: Counselling) -> HTMLResponse:
        return form_page(request, {})

    @routes.post("/desk/contacts")
    async def record(request: Request, me: Counselling) -> Response:
        said = await typed(request, MANY)
        try:
            call = read(said)
            contact_id = await record_call(phone, call.concern(), me, attempt=call.attempt)
        except REFUSED as error:
            return form_page(request, said, refusal(error))
        if call.reason in NOBODY_COMES_BACK:
            return RedirectResponse(f"/desk/contacts/{contact_id}", 303)
        return await code_page(request, me, contact_id, status=201)

    @routes.post("/desk/contacts/{contact_id}/one-time-code")
    async def another_code(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        return await code_page(request, me, contact_id)

    async def code_page(request: Request, me: Staff, contact_id: ContactId, status: int = 200) -> HTMLResponse:
        code = await give_code(phone, contact_id, me)
        return pages.render(
            request,
            "desk/einmalcode.html",
            status,
            title="Einmalcode vorlesen",
            contact_id=contact_id,
            code=code,
            groups=spelled(code),
            days=LIVES.days,
        )

    def form_page(request: Request, said: dict[str, Any], refused: LotseError | None = None) -> HTMLResponse:
        return pages.render(
            request,
            "desk/anruf.html",
            refused=refused,
            title="Anruf erfassen",
            attempt=attempt_of(said),
            said=Call.model_construct(**{"text": "", **said}),
            s=situation(said),
            options=OPTIONS,
        )

    return routes


def situation(said: dict[str, Any]) -> Situation:
    """As said, so far as it can be read."""
    try:
        return Call.model_construct(**said).situation()
    except (ValidationError, KeyError):
        return Situation()


def read(said: dict[str, Any]) -> Call:
    try:
        call = Call.model_validate(said)
        call.concern()
    except ValidationError:
        raise Invalid("wrong-value", UNREADABLE) from None
    return call
