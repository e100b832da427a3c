"""Notes the person's answer to a partner's appointments."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from services.intake.domain.ids import CaseId, HandoverId
from services.intake.handlers.desk.note_arrangement_answer import note_arrangement_answer
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.face.arrangement import KEY, NONE_FITS
from shared.arrangement import LONGEST_HINT, Answer
from shared.errors import Invalid
from shared.text import Typed
from shared.web import Staff
from shared.web.forms import Act, InvalidForm, Receiving, Sent

CHOOSE: Final = "Bitte wählen Sie, was die Person geantwortet hat."


class NotedAnswer(Act):
    REFUSAL: ClassVar[str] = "Die Antwort ist noch nicht vermerkt."
    SENTENCES: ClassVar[Mapping[str, str]] = {"chosen": CHOOSE}

    case_id: CaseId
    round: int
    chosen: Annotated[str, Field(pattern=KEY)]
    own_words: Annotated[str, Typed(LONGEST_HINT, least=0)] = ""


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/handovers/{handover_id}", include_in_schema=False)

    @routes.post("/arrangement-answer")
    async def answered(
        request: Request,
        me: Counselling,
        handover_id: HandoverId,
        form: Annotated[Sent[NotedAnswer], Depends(Receiving(NotedAnswer))],
    ) -> Response:
        case_id, chosen, word = (form.fields.get(name, "") for name in ("case_id", "chosen", "own_words"))
        contact_id = await page.contact_of(me, CaseId(case_id))
        at = f"chosen-{handover_id}"
        entered = Entered(arranged=handover_id, chosen=chosen, word=word, at=at, tab="handovers")
        work = save(page, request, me, handover_id, form)
        return await page.act(request, me, contact_id, work, "arrangement-answered", entered)

    return routes


async def save(page: FilePage, request: Request, me: Staff, handover_id: HandoverId, form: Sent[NotedAnswer]) -> None:
    try:
        made = form.read()
    except InvalidForm as refused:
        raise Invalid(sentence=next(iter(refused.sentences.values()), refused.sentence)) from None
    chosen = None if made.chosen == NONE_FITS else made.chosen
    given = Answer(round=made.round, chosen=chosen, word=made.own_words)
    await note_arrangement_answer(page.desk, handover_id, me, given, act_id=form.act_id(request.url.path, me.sub))
