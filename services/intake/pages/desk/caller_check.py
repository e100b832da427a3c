"""Checks whether a caller is the person: a word is agreed on, and a caller's word is compared with it."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain import agreed_word
from services.intake.domain.ids import ContactId
from services.intake.handlers.desk.caller_check import agree_by_phone, check_caller
from services.intake.pages.desk.new_code import NewCodePage, here
from services.intake.pages.desk.roles import Counselling
from shared.errors import Conflict, Invalid
from shared.text import Typed
from shared.web import act_result
from shared.web.forms import Act, Receiving, Sent

Word = Annotated[str, Typed(agreed_word.LONGEST)]


class WordForm(Act):
    REFUSAL: ClassVar[str] = "Das Wort ist noch nicht vereinbart."
    SENTENCES: ClassVar[Mapping[str, str]] = {"word": agreed_word.TOO_SHORT}

    word: Word


class CheckForm(Act):
    REFUSAL: ClassVar[str] = "Es ist noch nichts geprüft."
    SENTENCES: ClassVar[Mapping[str, str]] = {"said": "Bitte tippen Sie, was die anrufende Person gesagt hat."}

    said: Word


def router(page: NewCodePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}/new-code", include_in_schema=False)

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

    return routes
