"""Keeps a begun report, to be continued on this device or another by a draft code; nothing stays in the browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.keep_report import end_report, keep_report, read_code, read_report
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
"""Fields that are kept.

The attempt is among them, so that a report sent from another window meanwhile is the same act.
"""
NOTHING: Final = "Es steht noch nichts da, was wir aufheben könnten."


class DraftCodeForm(Form):
    """Has no attempt: a code entered twice opens the same, and deletes it once."""

    REFUSAL: ClassVar[str] = "Bitte geben Sie Ihren Entwurfscode ein."

    code: Annotated[str, Typed(200)]


Code = Annotated[Sent[DraftCodeForm], Depends(Receiving(DraftCodeForm))]


@dataclass(frozen=True)
class BegunReportPages:
    face: FaceDependencies
    pages: Pages
    report: ReportPage

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.post(KEEP)(self.keep)
        routes.get(GO_ON)(self.ask)
        routes.post(GO_ON)(self.go_on)
        routes.post(DISCARD)(self.discard)
        return routes

    async def keep(self, request: Request, form: Annotated[Sent[Report], Depends(Receiving(Report))]) -> HTMLResponse:
        fields = {name: value for name, value in form.fields.items() if name in KEPT}
        try:
            if not has_words(fields):
                raise InvalidForm.at({"text": NOTHING}, NOTHING)
            self.face.limits.drafts.take(client_of(request))
            kept = await keep_report(self.face, fields, form.fields.get(DRAFT, ""))
        except REFUSED as error:
            return self.report.show(request, form.fields, refusal(error))
        return self.pages.render(request, "face/draft_kept.html", status=201, kept=kept)

    async def ask(self, request: Request) -> HTMLResponse:
        return self._code_page(request)

    async def go_on(self, request: Request, form: Code) -> HTMLResponse:
        try:
            code = form.read().code
            read_code(code)  # a mistyped one is no guess
            self.face.limits.guesses.take(client_of(request))
            fields = await read_report(self.face, code)
        except REFUSED as error:
            return self._code_page(request, refusal(error))
        return self.report.show(request, {**fields, DRAFT: code})

    async def discard(self, request: Request, form: Code) -> Response:
        try:
            await end_report(self.face, form.read().code)
        except REFUSED as error:
            return self._code_page(request, refusal(error))
        return act_result.redirect("/", "entwurf-geloescht")

    def _code_page(self, request: Request, refused: LotseError | None = None) -> HTMLResponse:
        return self.pages.render(request, "face/draft_code.html", refused=refused, at="code")


def has_words(fields: Mapping[str, Any]) -> bool:
    """Whether any field holds typed text, and not only choices."""
    return any(
        name != attempts.FIELD and isinstance(value, str) and is_typed(name, value) for name, value in fields.items()
    )
