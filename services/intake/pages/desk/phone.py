"""Records a call, a visit or a letter, and reads out a one-time code for the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.case_number import CaseNumber
from services.intake.domain.draft import Draft
from services.intake.domain.ids import ContactId
from services.intake.domain.one_time import LIVES
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.answer_press import answers_press
from services.intake.handlers.desk.find_case import find_cases
from services.intake.handlers.desk.give_one_time_code import give_one_time_code
from services.intake.handlers.desk.join_case import join_case
from services.intake.handlers.desk.keep_draft import drafts_of, read_draft
from services.intake.handlers.desk.list_waiting import Waiting
from services.intake.handlers.desk.read_file import number_of, visible_contact
from services.intake.handlers.desk.record_call import add_to_call, is_recorded, record_call
from services.intake.handlers.desk.record_silent_call import record_silent_call
from services.intake.handlers.desk.team import names
from services.intake.labels_de import ALONE
from services.intake.pages.desk.call_form import APART, NOBODY_COMES_BACK, WHERE_TO, CallForm, SilentForm
from services.intake.pages.desk.file import address
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.desk.search import SearchForm
from services.intake.pages.refusal import REFUSED, refusal
from services.intake.pages.safe_contact_form import AT_THE_DESK
from services.intake.pages.situation_form import questions, readable
from services.intake.pages.talk_form import OPTIONS as TALK_FORMATS
from services.intake.spelling import spelled
from shared import attempts
from shared.clock import berlin_day
from shared.contracts.vocabulary import Channel, Reason, Via
from shared.errors import Conflict, LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import DRAFT, Act, InvalidForm, Receiving, Sent
from shared.web.labels_de import options
from shared.web.pages import day

WAYS_IN: Final[list[tuple[str, str]]] = [
    (Channel.PHONE, "Telefon"),
    (Channel.LETTER, "Brief"),
    (Channel.IN_PERSON, "Persönlich"),
    (Channel.MAIL, "Mail, von Hand"),
]
TALKS_TO_US: Final = (Channel.PHONE, Channel.IN_PERSON)
WITHOUT_A_CODE: Final = (*NOBODY_COMES_BACK, Reason.PRESS)
BLANK: Final = "/desk/contacts/new"
OPTIONS: Final = {
    "reason": options(Reason),
    "via": options(Via),
    "way_in": WAYS_IN,
    "alone": [("", "Bitte wählen"), *ALONE.items()],
}
TYPED: Final = {
    **dict.fromkeys(("text", "happened_on", "known", "join", "alone"), ""),
    "way_in": Channel.PHONE,
    "reason": Reason.UNKNOWN,
    "via": Via.UNKNOWN,
}
"""Values of the blank page, beside the questions on the situation."""

Found = Sequence[tuple[str, str]]
"""The choices where a text may go: the id of a contact, and the label of its case."""


@dataclass(frozen=True)
class CallPage:
    desk: DeskDependencies
    pages: Pages

    def router(self) -> APIRouter:
        routes = APIRouter(prefix="/desk/contacts", include_in_schema=False)
        routes.get("/new")(self.blank)
        routes.post("/find")(self.find)
        routes.post("")(self.record)
        routes.post("/silent")(self.silent)
        routes.post("/{contact_id}/one-time-code")(self.another_code)
        return routes

    async def blank(self, request: Request, me: Counselling, draft: str = "") -> HTMLResponse:
        """Shows the empty form, or the draft that `draft` names."""
        typed = (await read_draft(self.desk, me, draft)).fields if draft else {}
        found = await self.found(me, typed.get("known", "")) if typed.get("join") else None
        return self.show(request, typed, drafts=await drafts_of(self.desk, me), found=found)

    async def find(
        self, request: Request, me: Counselling, form: Annotated[Sent[CallForm], Depends(Receiving(CallForm))]
    ) -> HTMLResponse:
        """Shows the page again with the cases found; all fields stay as typed."""
        try:
            wanted = Sent(SearchForm, {"wanted": form.fields.get("known", "")}).read().wanted
            return self.show(request, form.fields, found=await self.found(me, wanted))
        except InvalidForm as wrong:
            sentence = wrong.sentences.get("wanted", wrong.sentence)
            return self.show(request, form.fields, InvalidForm.at({"known": sentence}, wrong.sentence))

    async def record(
        self, request: Request, me: Counselling, form: Annotated[Sent[CallForm], Depends(Receiving(CallForm))]
    ) -> Response:
        try:
            call = CallForm.read_from(form, berlin_day(self.desk.clock()))
        except InvalidForm as error:
            return await self.again(request, me, form, error)
        if call.joins:
            return await self.join(request, me, form, call, call.joins)
        attempt = attempts.given(form.fields)
        if found := await self.to_choose_from(me, call, attempt):
            return self.show(request, form.fields, InvalidForm.at({"join": WHERE_TO}, CallForm.REFUSAL), found=found)
        try:
            contact_id, came_before = await taken(self.desk, call, me, attempt)
        except REFUSED as error:
            return await self.again(request, me, form, error)
        if call.reason in WITHOUT_A_CODE or call.way_in not in TALKS_TO_US:
            said = await self.done(call, me, came_before=came_before)
            return act_result.redirect(f"/desk/contacts/{contact_id}", said)
        return await self.code(request, me, contact_id, attempt, status=201, came_before=came_before)

    async def done(self, call: CallForm, me: Staff, *, came_before: bool) -> str:
        """Returns the key of the sentence by which the next page says what was done (DONE)."""
        to_head = call.reason is Reason.PRESS and not await self.desk.unit_of_work(lambda tx: answers_press(tx, me))
        if came_before:
            return "added-for-head" if to_head else "recorded-before"
        return "given-to-head" if to_head else "recorded"

    async def to_choose_from(self, me: Staff, call: CallForm, attempt: str) -> Found:
        """Returns the cases found by `known` between which nobody has chosen yet; none if the page was sent before."""
        if not call.known or call.join or await is_recorded(self.desk, me, attempt=attempt):
            return []
        return await self.found(me, call.known)

    async def join(
        self, request: Request, me: Staff, form: Sent[CallForm], call: CallForm, contact_id: ContactId
    ) -> Response:
        """Writes the call into a case as a note. Raises NotFound and ReasonNeeded like load_visible."""
        of = await visible_contact(self.desk, me, id=contact_id)
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await join_case(self.desk, contact_id, me, call.written(), act_id=act_id, draft=call.draft)
        except REFUSED as error:
            return await self.again(request, me, form, error)
        return act_result.redirect(address(of, "record"), "joined")

    async def silent(
        self, request: Request, me: Counselling, form: Annotated[Sent[SilentForm], Depends(Receiving(SilentForm))]
    ) -> Response:
        try:
            reason = form.read().nobody_spoke
            await record_silent_call(self.desk, reason, me, act_id=form.act_id(request.url.path, me.sub))
        except REFUSED as error:
            return self.show(request, form.fields, refusal(error))
        return act_result.redirect("/desk/tasks", "silent-recorded")

    async def another_code(
        self,
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[Act], Depends(Receiving(Act))],
    ) -> Response:
        return await self.code(request, me, contact_id, attempts.given(form.fields))

    async def code(
        self,
        request: Request,
        me: Staff,
        contact_id: ContactId,
        attempt: str,
        *,
        status: int = 200,
        came_before: bool = False,
    ) -> HTMLResponse:
        code = await give_one_time_code(self.desk, contact_id, me, attempt=attempt)
        number = await number_of(self.desk, me, contact_id)
        return read_out(self.pages, request, contact_id, code, number, status=status, came_before=came_before)

    async def again(self, request: Request, me: Staff, form: Sent[CallForm], error: Exception) -> HTMLResponse:
        """Shows the refused form again, with the cases to choose from if the store answers.

        Cases are shown also if the text is missing: without scripts, the Enter key in the search field presses "save".
        """
        known = form.fields.get("known", "")
        looks = bool(form.fields.get("join") or (known and not form.fields.get("text")))
        asks = looks and isinstance(error, LotseError)
        return self.show(request, form.fields, refusal(error), found=await self.found(me, known) if asks else None)

    async def found(self, me: Staff, wanted: str) -> Found:
        """Returns the found cases with the choice that it is for none of them; empty if none was found."""
        rows, known = await find_cases(self.desk, me, wanted), await names(self.desk)
        return (
            [*((row.contact.id, said_of(row, me, known)) for row in rows), (APART, "In keinen davon")] if rows else []
        )

    def show(
        self,
        request: Request,
        sent: Mapping[str, Any],
        refused: LotseError | None = None,
        *,
        drafts: Sequence[Draft] = (),
        found: Found | None = None,
    ) -> HTMLResponse:
        """Shows the page. `found`: None if there was no search."""
        return self.pages.render(
            request,
            "desk/phone.html",
            refused=refused,
            at="join",
            title="Anruf erfassen",
            attempt=attempts.given(sent),
            entered={**TYPED, DRAFT: attempts.new(), **sent},
            drafts=drafts,
            found=found,
            today=berlin_day(self.desk.clock()).isoformat(),
            questions=questions(readable(sent)),
            options=OPTIONS,
            reach=AT_THE_DESK,
            talk_formats=TALK_FORMATS,
        )


def said_of(row: Waiting, me: Staff, known: Mapping[str, str]) -> str:
    """Returns the label of a choice: the number, the day it came, and whether it is closed or with a colleague."""
    number = row.case.number if row.case else None
    with_whom = row.contact.counsellor
    parts = [
        f"In den Fall {number}" if number else "Zu dem Anliegen",
        f"eingegangen am {day(row.contact.recorded_at)}",
        "abgeschlossen" if row.contact.state == "closed" else "",
        f"bei {known.get(with_whom, with_whom)}" if with_whom and with_whom != me.sub else "",
    ]
    return ", ".join(part for part in parts if part)


async def taken(desk: DeskDependencies, call: CallForm, me: Staff, attempt: str) -> tuple[ContactId, bool]:
    """Records the call. Returns the contact, and whether an earlier text came under the same attempt."""
    try:
        return await record_call(desk, call.concern(), me, attempt=attempt, draft=call.draft), False
    except Conflict:
        return await add_to_call(desk, call.concern(), me, attempt=attempt), True


def read_out(
    pages: Pages,
    request: Request,
    contact_id: ContactId,
    code: str,
    number: CaseNumber | None,
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
        number=number,
        groups=spelled(code),
        days=LIVES.days,
        came_before=came_before,
    )
