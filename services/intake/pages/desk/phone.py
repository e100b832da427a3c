"""Somebody calls, comes or writes on paper: a counsellor writes it down and reads out a code for the way back."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import model_validator

from services.intake.domain.concern import Concern
from services.intake.domain.ids import ContactId
from services.intake.domain.one_time import LIVES
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.give_one_time_code import give_one_time_code
from services.intake.handlers.desk.record_call import add_to_call, record_call
from services.intake.handlers.desk.record_silent_call import record_silent_call
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.desk.triage_form import DeskSituationForm
from services.intake.pages.refusal import REFUSED, refusal
from services.intake.pages.safe_contact_form import AT_THE_DESK, SafeContactForm
from services.intake.pages.situation_form import questions, readable
from services.intake.spelling import spelled
from shared import attempts
from shared.contracts.vocabulary import Channel, Reason, Via
from shared.errors import Conflict, LotseError
from shared.text import LONGEST, Typed
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent
from shared.web.labels_de import options

WayIn = Literal[Channel.PHONE, Channel.LETTER, Channel.IN_PERSON, Channel.MAIL]
WAYS_IN: Final[list[tuple[str, str]]] = [
    (Channel.PHONE, "Telefon"),
    (Channel.LETTER, "Brief"),
    (Channel.IN_PERSON, "Persönlich"),
    (Channel.MAIL, "Mail, von Hand"),
]
TALKS_TO_US: Final = (Channel.PHONE, Channel.IN_PERSON)
SOMEBODY_SPOKE: Final = "Hier steht etwas. Bitte speichern Sie den Anruf damit, oder leeren Sie das Feld."
NOBODY_COMES_BACK: Final = (Reason.SILENT, Reason.ABUSIVE)
OPTIONS: Final = {"reason": options(Reason), "via": options(Via), "way_in": WAYS_IN}
TYPED: Final = {
    "way_in": Channel.PHONE,
    "text": "",
    "reason": Reason.UNKNOWN,
    "via": Via.UNKNOWN,
}
"""What the blank page shows beside the questions on the situation."""


class CallForm(DeskSituationForm, SafeContactForm, Act):
    REFUSAL: ClassVar[str] = "Der Anruf ist noch nicht erfasst."

    text: Annotated[str, Typed(LONGEST)]
    reason: Reason = Reason.UNKNOWN
    via: Via = Via.UNKNOWN
    way_in: WayIn = Channel.PHONE

    def concern(self) -> Concern:
        return Concern(
            channel=self.way_in,
            text=self.text,
            reason=self.reason,
            via=self.via,
            situation=self.situation(),
            safe_contact=self.stated(),
        )


class SilentForm(CallForm):
    """Has all fields of the page, because its buttons stand in the same form."""

    text: Annotated[str, Typed(LONGEST)] = ""
    nobody_spoke: Literal[Reason.SILENT, Reason.ABUSIVE]

    @model_validator(mode="after")
    def _nothing_is_lost(self) -> Self:
        if self.text:
            raise InvalidForm.at({"text": SOMEBODY_SPOKE}, self.REFUSAL)
        if self.address:
            raise InvalidForm.at({"address": SOMEBODY_SPOKE}, self.REFUSAL)
        return self


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
            attempt = attempts.given(form.fields)
            contact_id, came_before = await taken(desk, call.concern(), me, attempt)
        except REFUSED as error:
            return form_page(pages, request, form.fields, refusal(error))
        if call.reason in NOBODY_COMES_BACK or call.way_in not in TALKS_TO_US:
            return act_result.redirect(f"/desk/contacts/{contact_id}", "recorded-before" if came_before else "recorded")
        return await code_page(desk, pages, request, me, contact_id, attempt, status=201, came_before=came_before)

    @routes.post("/silent")
    async def silent(
        request: Request, me: Counselling, form: Annotated[Sent[SilentForm], Depends(Receiving(SilentForm))]
    ) -> Response:
        try:
            reason = form.read().nobody_spoke
            await record_silent_call(desk, reason, me, act_id=form.act_id(request.url.path, me.sub))
        except REFUSED as error:
            return form_page(pages, request, form.fields, refusal(error))
        return act_result.redirect("/desk/tasks", "silent-recorded")

    @routes.post("/{contact_id}/one-time-code")
    async def another_code(
        request: Request, me: Counselling, contact_id: ContactId, form: Annotated[Sent[Act], Depends(Receiving(Act))]
    ) -> Response:
        return await code_page(desk, pages, request, me, contact_id, attempts.given(form.fields))

    return routes


async def taken(desk: DeskDependencies, concern: Concern, me: Staff, attempt: str) -> tuple[ContactId, bool]:
    """The contact, and whether an earlier text came under the same attempt."""
    try:
        return await record_call(desk, concern, me, attempt=attempt), False
    except Conflict:
        return await add_to_call(desk, concern, me, attempt=attempt), True


async def code_page(
    desk: DeskDependencies,
    pages: Pages,
    request: Request,
    me: Staff,
    contact_id: ContactId,
    attempt: str,
    *,
    status: int = 200,
    came_before: bool = False,
) -> HTMLResponse:
    code = await give_one_time_code(desk, contact_id, me, attempt=attempt)
    return read_out(pages, request, contact_id, code, status=status, came_before=came_before)


def read_out(
    pages: Pages,
    request: Request,
    contact_id: ContactId,
    code: str,
    *,
    status: int = 200,
    came_before: bool = False,
) -> HTMLResponse:
    return pages.render(
        request,
        "desk/one_time_code.html",
        status,
        title="Einmalcode vorlesen",
        contact_id=contact_id,
        code=code,
        groups=spelled(code),
        days=LIVES.days,
        came_before=came_before,
    )


def form_page(
    pages: Pages, request: Request, sent: Mapping[str, Any], refused: LotseError | None = None
) -> HTMLResponse:
    return pages.render(
        request,
        "desk/phone.html",
        refused=refused,
        title="Anruf erfassen",
        attempt=attempts.given(sent),
        entered={**TYPED, **sent},
        questions=questions(readable(sent)),
        options=OPTIONS,
        reach=AT_THE_DESK,
    )
