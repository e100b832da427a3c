"""Notes the person's decision by voice or in writing, and takes a question back."""

from collections.abc import Awaitable, Mapping
from typing import Annotated, Final, Literal, TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.consent import FILES_ALONE, NONE_TICKED, Decision
from services.intake.domain.ids import CaseId, HandoverId
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.take_back import take_back
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.roles import Counselling
from shared.contracts.vocabulary import ConsentHow, ConsentItem
from shared.errors import Invalid
from shared.web import Staff
from shared.web.forms import Act, InvalidForm, Receiving, Sent

HOW: Final = "Bitte wählen Sie, wie die Person entschieden hat."
TICKS: Final[Mapping[str, str]] = {
    NONE_TICKED: "Bitte kreuzen Sie an, was die Person erlaubt hat.",
    FILES_ALONE: "Es sind nur Dateien angekreuzt. Bitte kreuzen Sie auch eine Angabe an, die die Person erlaubt hat.",
}
"""Sentence for the counsellor who notes a decision, by the sentence that the person would read."""


F = TypeVar("F", bound=Act)


class TakingBack(Act):
    case_id: CaseId


class DecisionForm(Act):
    """`items`, `evidence`: those agreed to, for a consent to a warm hand-over; `never`: a refusal for good."""

    case_id: CaseId
    decision: Decision | Literal["never"]
    items: tuple[ConsentItem, ...] = ()
    evidence: tuple[str, ...] = ()
    how: Literal["voice", "writing"]


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/handovers/{handover_id}", include_in_schema=False)

    @routes.post("/decisions")
    async def decided(
        request: Request,
        me: Counselling,
        handover_id: HandoverId,
        form: Annotated[Sent[DecisionForm], Depends(Receiving(DecisionForm))],
    ) -> Response:
        case_id, field = CaseId(form.fields.get("case_id", "")), f"how-{handover_id}"
        contact_id = await page.contact_of(me, case_id)
        how, agreed = form.fields.get("how", ""), (*form.fields.get("items", ()), *form.fields.get("evidence", ()))
        entered = Entered(decided=handover_id, how=how, agreed=agreed, at=field, tab="handovers")
        return await page.act(request, me, contact_id, save(page, request, me, handover_id, form), "decided", entered)

    @routes.post("/take-back")
    async def taken_back(
        request: Request,
        me: Counselling,
        handover_id: HandoverId,
        form: Annotated[Sent[TakingBack], Depends(Receiving(TakingBack))],
    ) -> Response:
        contact_id = await page.contact_of(me, form.read().case_id)
        act_id = form.act_id(request.url.path, me.sub)
        work = take_back(page.desk, handover_id, me, act_id=act_id)
        return await page.act(request, me, contact_id, work, "taken-back", Entered(tab="handovers"))

    return routes


async def save(page: FilePage, request: Request, me: Staff, handover_id: HandoverId, form: Sent[DecisionForm]) -> None:
    made = noted(form)
    act_id = form.act_id(request.url.path, me.sub)
    decision: Decision = "refused" if made.decision == "never" else made.decision
    noting = note_decision(
        page.desk,
        handover_id,
        me,
        decision,
        ConsentHow(made.how),
        items=made.items,
        never=made.decision == "never",
        evidence=made.evidence,
        act_id=act_id,
    )
    await refused_at_ticks(noting, handover_id)


def noted(form: Sent[F]) -> F:
    """Reads the form. Raises Invalid, with a sentence of its own if nobody entered how the person decided."""
    try:
        return form.read()
    except InvalidForm as refused:
        raise Invalid(sentence=HOW if "how" in refused.wrong else refused.sentence) from None


async def refused_at_ticks(noting: Awaitable[None], about: str) -> None:
    """Awaits `noting`; raises InvalidForm at the ticks of the question `about` if the ticks cannot be agreed to."""
    try:
        await noting
    except Invalid as refused:
        said = TICKS.get(refused.sentence, refused.sentence)
        raise InvalidForm.at({f"items-{about}": said}) from None
