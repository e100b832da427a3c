"""Somebody calls: a counsellor writes it down and reads out a code for the way back."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import Field, model_validator

from services.intake.domain.acceptance import ATTEMPT
from services.intake.domain.concern import Concern, Text
from services.intake.domain.ids import ContactId
from services.intake.domain.one_time import LIVES
from services.intake.domain.safe_contact import SafeContact
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.give_one_time_code import give_one_time_code
from services.intake.handlers.desk.record_call import record_call
from services.intake.pages.attempt import REFUSED, attempt_of, refusal
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.desk.triage_form import DeskSituationForm
from services.intake.pages.situation_form import questions, readable
from services.intake.spelling import spelled
from shared.contracts.vocabulary import Channel, Reason, Via
from shared.errors import LotseError
from shared.web import Pages, Staff
from shared.web.forms import Receiving, Sent
from shared.web.labels_de import options

OPTIONS: Final = {"reason": options(Reason), "via": options(Via)}
NOBODY_COMES_BACK: Final = (Reason.SILENT, Reason.ABUSIVE)
TYPED: Final = {
    "text": "",
    "reason": Reason.UNKNOWN,
    "via": Via.UNKNOWN,
    "safe_channel": "phone",
    "safe_address": "",
    "safe_times": "",
    "safe_words": "",
}
"""What the blank page shows beside the questions on the situation."""


class CallForm(DeskSituationForm):
    REFUSAL: ClassVar[str] = "Bitte prüfen Sie das Gesagte und den Kontaktweg."

    attempt: str = Field(pattern=ATTEMPT)
    text: Text
    reason: Reason = Reason.UNKNOWN
    via: Via = Via.UNKNOWN
    safe_channel: str = "phone"
    safe_address: str = ""
    safe_times: str = ""
    safe_words: str = ""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        self.safe_contact()
        return self

    def concern(self) -> Concern:
        return Concern(
            channel=Channel.PHONE,
            text=self.text,
            reason=self.reason,
            via=self.via,
            situation=self.situation(),
            safe_contact=self.safe_contact(),
        )

    def safe_contact(self) -> SafeContact | None:
        if not self.safe_address.strip():
            return None
        given = {"channel": self.safe_channel, "address": self.safe_address.strip()}
        more = {"times": self.safe_times.strip() or None, "words": self.safe_words.strip() or None}
        return SafeContact.model_validate(given | more)


def router(desk: DeskDependencies, pages: Pages) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts", include_in_schema=False)

    @routes.get("/new")
    async def blank(request: Request, me: Counselling) -> HTMLResponse:
        return form_page(pages, request, {})

    @routes.post("")
    async def record(
        request: Request, me: Counselling, form: Annotated[Sent[CallForm], Depends(Receiving(CallForm))]
    ) -> Response:
        try:
            call = form.read()
            contact_id = await record_call(desk, call.concern(), me, attempt=call.attempt)
        except REFUSED as error:
            return form_page(pages, request, form.fields, refusal(error))
        if call.reason in NOBODY_COMES_BACK:
            return RedirectResponse(f"/desk/contacts/{contact_id}", 303)
        return await code_page(desk, pages, request, me, contact_id, status=201)

    @routes.post("/{contact_id}/one-time-code")
    async def another_code(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        return await code_page(desk, pages, request, me, contact_id)

    return routes


async def code_page(
    desk: DeskDependencies, pages: Pages, request: Request, me: Staff, contact_id: ContactId, status: int = 200
) -> HTMLResponse:
    code = await give_one_time_code(desk, contact_id, me)
    return pages.render(
        request,
        "desk/one_time_code.html",
        status,
        title="Einmalcode vorlesen",
        contact_id=contact_id,
        code=code,
        groups=spelled(code),
        days=LIVES.days,
    )


def form_page(
    pages: Pages, request: Request, sent: Mapping[str, Any], refused: LotseError | None = None
) -> HTMLResponse:
    return pages.render(
        request,
        "desk/phone.html",
        refused=refused,
        title="Anruf erfassen",
        attempt=attempt_of(sent),
        entered={**TYPED, **sent},
        questions=questions(readable(sent)),
        options=OPTIONS,
    )
