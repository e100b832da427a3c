"""Judges an inspection: in order, or not, with a note."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import model_validator

from services.intake.domain.inspection import Verdict
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.inspect import read_inspection, review_inspection
from services.intake.labels_de import VERDICTS
from services.intake.pages.desk.roles import Supervising
from services.intake.pages.refusal import REFUSED, refusal
from shared.errors import LotseError, NotFound
from shared.text import Typed
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent
from shared.web.opening import OPENING_REASONS

LONGEST: Final = 2_000
WHY_NOT: Final = "Bitte schreiben Sie auf, was nicht in Ordnung ist."


class InspectionForm(Act):
    REFUSAL: ClassVar[str] = "Die Prüfung ist noch nicht festgehalten."
    SENTENCES: ClassVar[Mapping[str, str]] = {"verdict": "Bitte geben Sie an, ob die Einsicht in Ordnung ist."}

    verdict: Verdict
    note: Annotated[str, Typed(LONGEST)] = ""

    @model_validator(mode="after")
    def _says_what_is_wrong(self) -> Self:
        if self.verdict is Verdict.NOT_IN_ORDER and not self.note:
            raise InvalidForm.at({"note": WHY_NOT}, self.REFUSAL)
        return self


def router(desk: DeskDependencies, pages: Pages) -> APIRouter:
    routes = APIRouter(prefix="/desk/inspections/{inspection_id}", include_in_schema=False)

    @routes.get("")
    async def ask(request: Request, me: Supervising, inspection_id: str) -> HTMLResponse:
        return await form_page(desk, pages, request, me, inspection_id, {})

    @routes.post("")
    async def reviewed(
        request: Request,
        me: Supervising,
        inspection_id: str,
        form: Annotated[Sent[InspectionForm], Depends(Receiving(InspectionForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            given = form.read()
            await review_inspection(desk, inspection_id, me, given.verdict, given.note, act_id=act_id)
        except NotFound:
            raise
        except REFUSED as error:
            return await form_page(desk, pages, request, me, inspection_id, form.fields, refusal(error))
        return act_result.redirect("/desk/tasks", "inspected")

    return routes


async def form_page(
    desk: DeskDependencies,
    pages: Pages,
    request: Request,
    me: Staff,
    inspection_id: str,
    sent: Mapping[str, Any],
    refused: LotseError | None = None,
) -> HTMLResponse:
    found = await read_inspection(desk, inspection_id)
    return pages.render(
        request,
        "desk/inspection.html",
        refused=refused,
        at="verdict",
        title="Einsicht prüfen",
        found=found,
        mine=found.inspection.by == me.sub,
        reason=OPENING_REASONS[found.inspection.reason],
        verdicts=list(VERDICTS.items()),
        judged=VERDICTS,
        entered={"verdict": "", "note": "", **sent},
    )
