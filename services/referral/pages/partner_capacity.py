"""The partner's page of a capacity inquiry: read and answered behind its link and its PIN."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from services.referral.domain.capacity_inquiry import Answer, CapacityInquiry, NoRoom
from services.referral.domain.link_tries import to_capacity_inquiry
from services.referral.handlers.partner.answer_capacity import answer_capacity, behind_capacity_link
from services.referral.pages import capacity_de
from services.referral.pages.partner_entrance import NOT_SENT_YET
from services.referral.pages.partner_gate import Knock, PartnerGate, PinForm
from services.referral.settings import ContactPoint
from shared import attempts
from shared.bus import Transaction, UnitOfWork
from shared.clock import berlin_day
from shared.day import DayIfGiven
from shared.errors import Conflict, Invalid, LotseError, NotFound
from shared.web import Pages, act_result
from shared.web.forms import Act, Receiving, Sent

ADDRESS: Final = "/partner/platzanfrage/{token}"
ANSWER: Final = ADDRESS + "/antwort"


class CapacityAnswerForm(Act):
    REFUSAL: ClassVar[str] = "Ihre Antwort ist noch nicht gesendet."
    SENTENCES: ClassVar[Mapping[str, str]] = {"answer": "Bitte wählen Sie eine Antwort."}

    answer: Answer
    from_on: DayIfGiven = None
    reason: NoRoom | None = None
    pin: str = ""
    """The PIN again, where the session has ended."""


KEPT: Final = ("answer", "from_on", "reason")
Entered = Annotated[Sent[PinForm], Depends(Receiving(PinForm))]
Answered = Annotated[Sent[CapacityAnswerForm], Depends(Receiving(CapacityAnswerForm))]


@dataclass(frozen=True)
class PartnerCapacityPages:
    unit_of_work: UnitOfWork
    pages: Pages
    gate: PartnerGate
    point: ContactPoint

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(ADDRESS)(self.show)
        routes.post(ADDRESS)(self.enter)
        routes.post(ANSWER)(self.answer)
        return routes

    async def show(self, request: Request, token: str) -> Response:
        try:
            known = await self._known(token)
        except NotFound:
            return self._ended(request)
        if not await self.gate.has_entered(request, known.partner_id):
            return self._ask_for_pin(request, token, {})
        return self._page(request, token, known)

    async def enter(self, request: Request, token: str, form: Entered) -> Response:
        try:
            known = await self._known(token)
        except NotFound:
            return self._ended(request)

        async def act() -> Response:
            return RedirectResponse(ADDRESS.format(token=token), 303)

        ask_for_pin = partial(self._ask_for_pin, request, token, {})
        return await self.gate.let_in(_knock(known, form), lambda: form.read().pin, act=act, ask_for_pin=ask_for_pin)

    async def answer(self, request: Request, token: str, form: Answered) -> Response:
        """Takes the answer of somebody who entered the PIN, before or with it."""
        try:
            known = await self._known(token)
        except NotFound:
            return self._ended(request)
        act = partial(self._answer, request, token, known, form)
        ask_for_pin = partial(self._ask_for_pin, request, token, form.fields)
        return await self.gate.receive(
            request, _knock(known, form), form, NOT_SENT_YET, act=act, ask_for_pin=ask_for_pin
        )

    async def _answer(
        self, request: Request, token: str, known: CapacityInquiry, form: Sent[CapacityAnswerForm]
    ) -> Response:
        said = Sent(form.model, {name: value for name, value in form.fields.items() if name != "pin"})
        act_id = said.act_id(ANSWER, known.partner_id)

        async def work(tx: Transaction) -> None:
            wanted = {"inquiry_id": (await behind_capacity_link(self.gate.sessions.link_key, token, tx)).inquiry_id}
            await answer_capacity(tx, wanted, given.answer, given.from_on, given.reason, act_id)

        try:
            given = said.read()
            await self.unit_of_work(work)
        except (Invalid, Conflict) as refused:
            return self._page(request, token, await self._known(token), refused, form.fields)
        return act_result.redirect(ADDRESS.format(token=token), "capacity-answered")

    async def _known(self, token: str) -> CapacityInquiry:
        """Returns the inquiry. Raises NotFound for a link that opens nothing."""
        return await self.unit_of_work(lambda tx: behind_capacity_link(self.gate.sessions.link_key, token, tx))

    def _page(
        self,
        request: Request,
        token: str,
        known: CapacityInquiry,
        refused: LotseError | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> Response:
        now = self.gate.sessions.clock()
        return self.pages.render(
            request,
            "partner_capacity.html",
            refused=refused,
            at=at_field(refused, fields or {}),
            address=ANSWER.format(token=token),
            inquiry=known,
            is_open=known.takes_answers(now),
            entered=known.model_dump(mode="json", include=set(KEPT)) if fields is None else fields,
            answers=list(capacity_de.ANSWERS.items()),
            reasons=list(capacity_de.REASONS.items()),
            today=berlin_day(now).isoformat(),
            labels=capacity_de,
            point=self.point,
        )

    def _ask_for_pin(
        self, request: Request, token: str, fields: Mapping[str, Any], refused: LotseError | None = None
    ) -> Response:
        """Renders the PIN page, which keeps an answer given without the PIN. It shows nothing of the inquiry."""
        kept = {name: fields[name] for name in KEPT if fields.get(name)}
        return self.pages.render(
            request,
            "partner_capacity_pin.html",
            refused=refused,
            at="pin",
            attempt=attempts.given(fields),
            address=(ANSWER if kept else ADDRESS).format(token=token),
            kept=kept,
            point=self.point,
        )

    def _ended(self, request: Request) -> Response:
        """Renders the same page for an ended link and for one that never was ours, so that nobody learns which."""
        return self.pages.render(request, "partner_capacity_ended.html", NotFound.status, point=self.point)


def _knock(known: CapacityInquiry, form: Sent[Any]) -> Knock:
    return Knock(to_capacity_inquiry(known), known.partner_id, form.act_id(f"{ADDRESS} pin", known.partner_id))


def at_field(refused: LotseError | None, fields: Mapping[str, Any]) -> str:
    """Returns the field at which a refusal is shown that names none."""
    if not isinstance(refused, Invalid):
        return ""
    return {"later": "from_on", "no": "reason"}.get(str(fields.get("answer", "")), "answer")
