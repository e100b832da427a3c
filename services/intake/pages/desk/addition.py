"""Asks the person what a partner may learn in addition, and notes a decision given by voice or in writing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import create_model

from services.intake.domain.consent import Choice, Decision
from services.intake.domain.contact import Contact
from services.intake.domain.draft import Draft
from services.intake.domain.handover import Handover
from services.intake.domain.ids import AdditionId, CaseId, HandoverId, ThreadId
from services.intake.domain.prevention import NOTHING_OF_AN_ACT
from services.intake.handlers.desk.ask_for_addition import ask_for_addition, handover_of, refuse_addition
from services.intake.handlers.desk.keep_draft import Sheet, drafts_of, read_draft
from services.intake.handlers.desk.note_decision import note_addition_decision
from services.intake.handlers.desk.take_back import take_back_addition
from services.intake.pages.desk.decision import TakingBack, noted, refused_at_ticks
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.handover import (
    ITEMS,
    NO_ITEM,
    NO_TEXT,
    TEXTS,
    Texts,
    asked_for,
    hints,
    longest,
    text_field,
)
from services.intake.pages.desk.roles import Counselling
from shared import attempts
from shared.contracts.vocabulary import ConsentHow, ConsentItem
from shared.duty_to_act import OBLIGED
from shared.errors import LotseError
from shared.web import Staff, act_result
from shared.web.forms import DRAFT, Act, Drafted, InvalidForm, Receiving, Sent

DISCARDED: Final = "draft-discarded"
"""Key of the sentence that a page shows after a draft was discarded (DONE)."""


class Adding(Drafted):
    REFUSAL: ClassVar[str] = "Die Person ist noch nicht gefragt. Bitte prüfen Sie die Angaben zur Ergänzung."

    items: tuple[ConsentItem, ...] = ()
    tells_no_act: bool = False

    def texts(self, *, for_prevention: bool = False) -> Texts:
        """Returns the text of every ticked item. Raises InvalidForm if one has no text, or none is ticked.

        `for_prevention`: raises also if it is not confirmed that they tell of no act.
        """
        texts: Texts = {item: str(getattr(self, text_field(item))) for item in ITEMS if item in self.items}
        wrong = {text_field(item): NO_TEXT for item, text in texts.items() if not text}
        if not texts:
            wrong = {"items": NO_ITEM}
        if for_prevention and texts and not self.tells_no_act:
            wrong["tells_no_act"] = NOTHING_OF_AN_ACT
        if wrong:
            raise InvalidForm.at(wrong, self.REFUSAL)
        return texts


AdditionForm: Final = create_model("AdditionForm", __base__=Adding, **TEXTS)
"""The form of an addition, with a text field for every item that can be asked for."""


class AdditionDecisionForm(Act):
    """`items`: the items that the person agreed to, for a consent."""

    case_id: CaseId
    decision: Decision
    items: tuple[ConsentItem, ...] = ()
    how: Literal["voice", "writing"]


@dataclass(frozen=True)
class AdditionPage:
    page: FilePage

    def router(self) -> APIRouter:
        routes = APIRouter(prefix="/desk/handovers/{handover_id}/additions", include_in_schema=False)
        routes.get("/new")(self.blank)
        routes.post("")(self.ask)
        return routes

    async def blank(self, request: Request, me: Counselling, handover_id: HandoverId, draft: str = "") -> Response:
        """Shows the form, with the draft that `draft` names, and other drafts.

        If nothing may be added any more, the form and its drafts are still shown, with the reason; without drafts,
        raises the reason, or goes back to the hand-overs if the last draft was just discarded.
        """
        to, contact = await handover_of(self.page.desk, me, handover_id)
        typed: Mapping[str, Any] = {}
        if draft:
            typed = (await read_draft(self.page.desk, me, draft, ThreadId(to.case_id), _sheet(to))).fields
        drafts = await drafts_of(self.page.desk, me, ThreadId(to.case_id), _sheet(to))
        try:
            await refuse_addition(self.page.desk, handover_id, me)
        except LotseError as refused:
            if not draft and not drafts:
                if request.query_params.get(act_result.DONE) == DISCARDED:
                    return act_result.redirect(_handovers(to), DISCARDED)
                raise
            return self.show(request, to, contact, typed, refused, drafts)
        return self.show(request, to, contact, typed, drafts=drafts)

    async def ask(
        self,
        request: Request,
        me: Counselling,
        handover_id: HandoverId,
        form: Annotated[Sent[Adding], Depends(Receiving(AdditionForm))],
    ) -> Response:
        to, contact = await handover_of(self.page.desk, me, handover_id)
        try:
            act_id, new = form.act_id(request.url.path, me.sub), form.read()
            texts = new.texts(for_prevention=contact.is_for_prevention)
            await ask_for_addition(
                self.page.desk, handover_id, me, texts, tells_no_act=new.tells_no_act, draft=new.draft, act_id=act_id
            )
        except LotseError as refused:
            if refused.status in (403, 404):
                raise
            return self.show(request, to, contact, form.fields, refused)
        return act_result.redirect(_handovers(to), "asked")

    def show(
        self,
        request: Request,
        to: Handover,
        contact: Contact,
        sent: Mapping[str, Any],
        refused: LotseError | None = None,
        drafts: Sequence[Draft] = (),
    ) -> HTMLResponse:
        return self.page.pages.render(
            request,
            "desk/addition.html",
            refused=refused,
            attempt=attempts.given(sent),
            title="Um eine Ergänzung bitten",
            case_shown=to.case_id,
            to=to,
            must_act=to.partner.category in OBLIGED,
            items=asked_for(contact),
            for_prevention=contact.is_for_prevention,
            tells_no_act_given=sent.get("tells_no_act"),
            hints=hints(contact),
            texts={item: sent.get(text_field(item), "") for item in ITEMS},
            longest=longest,
            chosen=sent.get("items", ()),
            draft=sent.get(DRAFT) or attempts.new(),
            drafts=drafts,
        )


def page_of(handover_id: HandoverId) -> str:
    """Returns the address of the form."""
    return f"/desk/handovers/{handover_id}/additions/new"


def _handovers(to: Handover) -> str:
    return f"/desk/cases/{to.case_id}/handovers"


def _sheet(to: Handover) -> Sheet:
    return Sheet("additions", to.id)


def decisions(page: FilePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/additions/{addition_id}", include_in_schema=False)

    @routes.post("/decisions")
    async def decided(
        request: Request,
        me: Counselling,
        addition_id: AdditionId,
        form: Annotated[Sent[AdditionDecisionForm], Depends(Receiving(AdditionDecisionForm))],
    ) -> Response:
        contact_id = await page.contact_of(me, CaseId(form.fields.get("case_id", "")))
        how, agreed = form.fields.get("how", ""), tuple(form.fields.get("items", ()))
        entered = Entered(decided=addition_id, how=how, agreed=agreed, at=f"how-{addition_id}", tab="handovers")
        return await page.act(request, me, contact_id, save(page, request, me, addition_id, form), "decided", entered)

    @routes.post("/take-back")
    async def taken_back(
        request: Request,
        me: Counselling,
        addition_id: AdditionId,
        form: Annotated[Sent[TakingBack], Depends(Receiving(TakingBack))],
    ) -> Response:
        contact_id = await page.contact_of(me, form.read().case_id)
        work = take_back_addition(page.desk, addition_id, me, act_id=form.act_id(request.url.path, me.sub))
        return await page.act(request, me, contact_id, work, "taken-back", Entered(tab="handovers"))

    return routes


async def save(
    page: FilePage, request: Request, me: Staff, addition_id: AdditionId, form: Sent[AdditionDecisionForm]
) -> None:
    made = noted(form)
    act_id = form.act_id(request.url.path, me.sub)
    choice = Choice(made.decision, made.items)
    noting = note_addition_decision(page.desk, addition_id, me, choice, ConsentHow(made.how), act_id=act_id)
    await refused_at_ticks(noting, addition_id)
