"""A person lost her code: the caller check, the question for a new one, the second yes, and what is read out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain import agreed_word
from services.intake.domain.ids import ContactId
from services.intake.domain.new_code import Basis, Because
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.caller_check import agree_by_phone, check_caller
from services.intake.handlers.desk.new_code import ask_for_new_code, decide_on_new_code, issue_new_code
from services.intake.handlers.desk.read_access import read_access, read_asked
from services.intake.handlers.desk.team import names
from services.intake.labels_de import BASES, BECAUSE
from services.intake.pages.desk.file import address
from services.intake.pages.desk.phone import read_out
from services.intake.pages.desk.roles import Counselling
from shared import attempts
from shared.errors import Conflict, Invalid, LotseError
from shared.text import Typed
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent

NOTHING: Final[Mapping[str, Any]] = {}
Word = Annotated[str, Typed(agreed_word.LONGEST)]
Pressed = Annotated[Sent[Act], Depends(Receiving(Act))]


class WordForm(Act):
    REFUSAL: ClassVar[str] = "Das Wort ist noch nicht vereinbart."
    SENTENCES: ClassVar[Mapping[str, str]] = {"word": agreed_word.TOO_SHORT}

    word: Word


class CheckForm(Act):
    REFUSAL: ClassVar[str] = "Es ist noch nichts geprüft."
    SENTENCES: ClassVar[Mapping[str, str]] = {"said": "Bitte tippen Sie, was die anrufende Person gesagt hat."}

    said: Word


class AskForm(Act):
    REFUSAL: ClassVar[str] = "Es ist noch niemand gefragt."
    SENTENCES: ClassVar[Mapping[str, str]] = {"basis": "Bitte wählen Sie, woran Sie die Person erkennen."}

    basis: Basis


class SecondForm(Act):
    REFUSAL: ClassVar[str] = "Ihre Entscheidung ist noch nicht festgehalten."
    SENTENCES: ClassVar[Mapping[str, str]] = {"because": "Bitte wählen Sie Ja oder Nein mit einem Grund."}

    because: Because


@dataclass(frozen=True)
class NewCodePage:
    desk: DeskDependencies
    pages: Pages

    async def show(
        self,
        request: Request,
        me: Staff,
        contact_id: ContactId,
        sent: Mapping[str, Any] = NOTHING,
        refused: LotseError | None = None,
        at: str = "",
    ) -> HTMLResponse:
        """What was typed as a word is shown again only where it was refused."""
        access = await read_access(self.desk, contact_id, me)
        return self.pages.render(
            request,
            "desk/new_code.html",
            refused=refused,
            at=at if isinstance(refused, Invalid) else "",
            title="Code verloren",
            access=access,
            contact=access.contact,
            back=address(access.contact, "conversation"),
            mine=access.contact.counsellor == me.sub and access.contact.state != "closed",
            me=me.sub,
            bases=[(each, BASES[each]) for each in access.grounds],
            bases_by_word=BASES,
            because=BECAUSE,
            names=await names(self.desk),
            entered=sent,
        )

    async def show_asked(
        self, request: Request, me: Staff, code_id: str, sent: Mapping[str, Any], refused: LotseError | None = None
    ) -> HTMLResponse:
        asked = await read_asked(self.desk, code_id)
        return self.pages.render(
            request,
            "desk/second_yes.html",
            refused=refused,
            at="because",
            title="Neuen Zugang entscheiden",
            asked=asked,
            code=asked.new_code,
            bases=BASES,
            reasons=list(BECAUSE.items()),
            names=await names(self.desk),
            may_decide=asked.waits and asked.new_code.asked_by != me.sub,
            entered=sent,
        )


def router(page: NewCodePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}/new-code", include_in_schema=False)

    @routes.get("")
    async def ways(request: Request, me: Counselling, contact_id: ContactId) -> HTMLResponse:
        return await page.show(request, me, contact_id)

    @routes.post("/word")
    async def agreed(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[WordForm], Depends(Receiving(WordForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await agree_by_phone(page.desk, contact_id, me, form.read().word, act_id=act_id)
        except (Invalid, Conflict) as refused:
            return await page.show(request, me, contact_id, form.fields, refused, "word")
        return act_result.redirect(here(contact_id), "word-agreed")

    @routes.post("/check")
    async def checked(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[CheckForm], Depends(Receiving(CheckForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await check_caller(page.desk, contact_id, me, form.read().said, act_id=act_id)
        except (Invalid, Conflict) as refused:
            return await page.show(request, me, contact_id, form.fields, refused, "said")
        return act_result.redirect(here(contact_id), "checked")

    @routes.post("/ask")
    async def asked(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[AskForm], Depends(Receiving(AskForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await ask_for_new_code(page.desk, contact_id, me, form.read().basis, act_id=act_id)
        except (Invalid, Conflict) as refused:
            return await page.show(request, me, contact_id, form.fields, refused, "basis")
        return act_result.redirect(here(contact_id), "new-code-asked")

    @routes.post("/issue")
    async def issued(request: Request, me: Counselling, contact_id: ContactId, form: Pressed) -> Response:
        act_id, attempt = form.act_id(request.url.path, me.sub), attempts.given(form.fields)
        try:
            code = await issue_new_code(page.desk, contact_id, me, attempt=attempt, act_id=act_id)
        except Conflict as refused:
            return await page.show(request, me, contact_id, NOTHING, refused)
        return read_out(page.pages, request, contact_id, code)

    return routes


def second_yes(page: NewCodePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/new-codes/{code_id}", include_in_schema=False)

    @routes.get("")
    async def question(request: Request, me: Counselling, code_id: str) -> HTMLResponse:
        return await page.show_asked(request, me, code_id, NOTHING)

    @routes.post("")
    async def decided(
        request: Request,
        me: Counselling,
        code_id: str,
        form: Annotated[Sent[SecondForm], Depends(Receiving(SecondForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await decide_on_new_code(page.desk, code_id, me, form.read().because, act_id=act_id)
        except (Invalid, Conflict) as refused:
            return await page.show_asked(request, me, code_id, form.fields, refused)
        return act_result.redirect("/desk/tasks", "new-code-decided")

    return routes


def here(contact_id: ContactId) -> str:
    return f"/desk/contacts/{contact_id}/new-code"
