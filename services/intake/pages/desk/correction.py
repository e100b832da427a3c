"""Corrects what was noted as the person's decision and was not theirs; a supervisor assesses what had left."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Annotated, Any, ClassVar, Final, Self

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import model_validator

from services.intake.domain.correction import Assessment, MistakeReason, Truly
from services.intake.domain.ids import AdditionId, CaseId, HandoverId
from services.intake.handlers.desk.assess_correction import assess_correction, read_correction
from services.intake.handlers.desk.correct_decision import (
    Correctable,
    FoundMistake,
    correct_addition_decision,
    correct_decision,
    correctable_addition,
    correctable_handover,
)
from services.intake.labels_de import ASSESSMENTS, MISTAKE_REASONS, STILL_REFUSED, TRUE_ANSWERS
from services.intake.pages.desk.file import FilePage
from services.intake.pages.desk.roles import Counselling, Supervising
from services.intake.pages.refusal import REFUSED, refusal
from shared.errors import LotseError, NotFound
from shared.text import Typed
from shared.web import Staff, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent

LONGEST: Final = 2_000
LONGEST_ASSESSMENT: Final = 5_000
SAY_WHAT: Final = "Bitte schreiben Sie auf, was geschehen ist."


class CorrectionForm(Act):
    REFUSAL: ClassVar[str] = "Es ist noch nichts berichtigt."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "truly": "Bitte wählen Sie, was stimmt.",
        "reason": "Bitte wählen Sie, was geschehen ist.",
    }

    truly: Truly
    reason: MistakeReason
    words: Annotated[str, Typed(LONGEST, least=0)] = ""

    @model_validator(mode="after")
    def _says_what_else(self) -> Self:
        if self.reason is MistakeReason.OTHER and not self.words:
            raise InvalidForm.at({"words": SAY_WHAT}, self.REFUSAL)
        return self

    def found(self) -> FoundMistake:
        return FoundMistake(self.truly, self.reason, self.words)


class AssessmentForm(Act):
    REFUSAL: ClassVar[str] = "Die Prüfung ist noch nicht festgehalten."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "assessment": "Bitte wählen Sie, was entschieden ist.",
        "words": "Bitte schreiben Sie die Begründung auf.",
    }

    assessment: Assessment
    words: Annotated[str, Typed(LONGEST_ASSESSMENT)]


Correcting = Annotated[Sent[CorrectionForm], Depends(Receiving(CorrectionForm))]
Assessing = Annotated[Sent[AssessmentForm], Depends(Receiving(AssessmentForm))]


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(prefix="/desk", include_in_schema=False)

    @routes.get("/handovers/{handover_id}/correction")
    async def blank(request: Request, me: Counselling, handover_id: HandoverId) -> HTMLResponse:
        return form_page(page, request, await correctable_handover(page.desk, me, handover_id), {})

    @routes.post("/handovers/{handover_id}/correction")
    async def corrected(request: Request, me: Counselling, handover_id: HandoverId, form: Correcting) -> Response:
        look = partial(correctable_handover, page.desk, me, handover_id)
        return await save(page, request, me, form, partial(correct_decision, page.desk, handover_id, me), look)

    @routes.get("/additions/{addition_id}/correction")
    async def blank_addition(request: Request, me: Counselling, addition_id: AdditionId) -> HTMLResponse:
        return form_page(page, request, await correctable_addition(page.desk, me, addition_id), {})

    @routes.post("/additions/{addition_id}/correction")
    async def corrected_addition(
        request: Request, me: Counselling, addition_id: AdditionId, form: Correcting
    ) -> Response:
        look = partial(correctable_addition, page.desk, me, addition_id)
        return await save(page, request, me, form, partial(correct_addition_decision, page.desk, addition_id, me), look)

    routes.include_router(assessments(page))
    return routes


async def save(
    page: FilePage,
    request: Request,
    me: Staff,
    form: Sent[CorrectionForm],
    correct: Callable[..., Awaitable[CaseId]],
    look: Callable[[], Awaitable[Correctable]],
) -> Response:
    """Saves a correction, or shows the form again with the refusal.

    `correct` takes the correction and the act's id, and returns the case; `look` reads the noted decision for the form.
    Raises NotFound.
    """
    try:
        act_id = form.act_id(request.url.path, me.sub)
        case_id = await correct(form.read().found(), act_id=act_id)
    except NotFound:
        raise
    except REFUSED as error:
        return form_page(page, request, await look(), form.fields, refusal(error))
    return act_result.redirect(f"/desk/cases/{case_id}/handovers", "corrected")


def assessments(page: FilePage) -> APIRouter:
    routes = APIRouter(prefix="/corrections/{correction_id}", include_in_schema=False)

    @routes.get("")
    async def look(request: Request, me: Supervising, correction_id: str) -> HTMLResponse:
        return await assessment_page(page, request, me, correction_id, {})

    @routes.post("")
    async def assessed(request: Request, me: Supervising, correction_id: str, form: Assessing) -> Response:
        try:
            given, act_id = form.read(), form.act_id(request.url.path, me.sub)
            await assess_correction(page.desk, correction_id, me, given.assessment, given.words, act_id=act_id)
        except NotFound:
            raise
        except REFUSED as error:
            return await assessment_page(page, request, me, correction_id, form.fields, refusal(error))
        return act_result.redirect("/desk/tasks", "assessed")

    return routes


def form_page(
    page: FilePage, request: Request, known: Correctable, sent: Mapping[str, Any], refused: LotseError | None = None
) -> HTMLResponse:
    return page.pages.render(
        request,
        "desk/correction.html",
        refused=refused,
        at="truly",
        case_shown=known.of.case_id,
        title="Falsch eingetragen",
        of=known.of,
        was=known.was,
        is_addition=known.is_addition,
        is_sent=known.is_sent,
        address=request.url.path,
        still_refused=known.still_refused,
        answers=STILL_REFUSED
        if known.still_refused
        else [(each, TRUE_ANSWERS[each]) for each in known.truly if each != known.was],
        reasons=list(MISTAKE_REASONS.items()),
        entered={"truly": "", "reason": "", "words": "", **sent},
    )


async def assessment_page(
    page: FilePage,
    request: Request,
    me: Staff,
    correction_id: str,
    sent: Mapping[str, Any],
    refused: LotseError | None = None,
) -> HTMLResponse:
    return page.pages.render(
        request,
        "desk/assessment.html",
        refused=refused,
        at="assessment",
        title="Mögliche Datenpanne prüfen",
        found=await read_correction(page.desk, correction_id, me),
        reasons=MISTAKE_REASONS,
        assessments=ASSESSMENTS,
        entered={"assessment": "", "words": "", **sent},
    )
