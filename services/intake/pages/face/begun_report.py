"""Somebody stops writing and goes on later, on this device or another: by a code, and nothing stays in the browser."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.keep_report import end_report, keep_report, read_report
from services.intake.pages.face.report import SHOWN_AGAIN, Report, ReportPage
from services.intake.pages.refusal import REFUSED, refusal
from shared import attempts
from shared.errors import LotseError
from shared.text import Typed
from shared.web import Pages, act_result
from shared.web.client_limit import client_of
from shared.web.forms import DRAFT, Form, InvalidForm, Receiving, Sent
from shared.web.sent_form import is_typed

KEEP: Final = "/anliegen/entwurf"
GO_ON: Final = "/anliegen/weiter"
DISCARD: Final = "/anliegen/entwurf/loeschen"
KEPT: Final = (*SHOWN_AGAIN, attempts.FIELD, "source")
"""With the attempt: what was sent from another window meanwhile stays the same act."""
NOTHING: Final = "Es steht noch nichts da, was wir aufheben könnten."


class DraftCodeForm(Form):
    REFUSAL: ClassVar[str] = "Bitte geben Sie Ihren Entwurfscode ein."

    draft: Annotated[str, Typed(200)]


Code = Annotated[Sent[DraftCodeForm], Depends(Receiving(DraftCodeForm))]


def router(face: FaceDependencies, pages: Pages, report: ReportPage) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post(KEEP)
    async def keep(request: Request, form: Annotated[Sent[Report], Depends(Receiving(Report))]) -> HTMLResponse:
        fields = {name: value for name, value in form.fields.items() if name in KEPT}
        try:
            if not has_words(fields):
                raise InvalidForm.at({"text": NOTHING}, NOTHING)
            face.limits.drafts.take(client_of(request))
            kept = await keep_report(face, fields, form.fields.get(DRAFT, ""))
        except REFUSED as error:
            return report.form(request, form.fields, refusal(error))
        return pages.render(request, "face/draft_kept.html", status=201, kept=kept)

    @routes.get(GO_ON)
    async def ask(request: Request) -> HTMLResponse:
        return code_page(request)

    @routes.post(GO_ON)
    async def go_on(request: Request, form: Code) -> HTMLResponse:
        try:
            code = form.read().draft
            face.limits.guesses.take(client_of(request))
            fields = await read_report(face, code)
        except REFUSED as error:
            return code_page(request, refusal(error))
        return report.form(request, {**fields, DRAFT: code})

    @routes.post(DISCARD)
    async def discard(request: Request, form: Code) -> Response:
        try:
            await end_report(face, form.read().draft)
        except REFUSED as error:
            return code_page(request, refusal(error))
        return act_result.redirect("/", "entwurf-geloescht")

    def code_page(request: Request, refused: LotseError | None = None) -> HTMLResponse:
        return pages.render(request, "face/draft_code.html", refused=refused, at=DRAFT)

    return routes


def has_words(fields: Mapping[str, Any]) -> bool:
    """Whether anything is there that was not merely chosen."""
    return any(
        name != attempts.FIELD and isinstance(value, str) and is_typed(name, value) for name, value in fields.items()
    )
