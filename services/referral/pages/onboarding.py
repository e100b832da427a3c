"""The supervisor's page on which a partner is onboarded: its ways, how far each is, and the next steps."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from services.referral.domain.confirmation_request import may_be_asked
from services.referral.domain.onboarding import TO_COME, NumberSource, PinWay, is_reached
from services.referral.handlers.supervisor import onboard
from services.referral.pages import onboarding_de
from services.referral.pages.directory import PREFIX, EntryAct, Sentless, Supervisor
from shared.bus import Transaction, UnitOfWork
from shared.clock import Clock
from shared.day import Day
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent

ADDRESS: Final = PREFIX + "/{partner_id}/onboarding"
NUMBER: Final = "Bitte geben Sie die Nummer an, zum Beispiel 030 5550123."
Do = Callable[[Transaction, Staff, str, str], Awaitable[None]]


class CallBackForm(Act):
    REFUSAL: ClassVar[str] = "Der Rückruf ist noch nicht festgehalten."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "called_on": "Bitte geben Sie den Tag an.",
        "number": NUMBER,
        "source": "Bitte wählen Sie, woher die Nummer ist.",
    }

    called_on: Day
    number: Annotated[str, Field(pattern=r"^\+?[0-9][0-9 /()-]{2,30}$")]
    source: NumberSource


class ToldForm(Act):
    REFUSAL: ClassVar[str] = "Es ist noch nicht festgehalten, wie die Stelle die PIN bekommen hat."
    SENTENCES: ClassVar[Mapping[str, str]] = {"told": "Bitte wählen Sie, auf welchem Weg."}

    told: PinWay


@dataclass(frozen=True)
class OnboardingPages:
    unit_of_work: UnitOfWork
    pages: Pages
    clock: Clock

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(ADDRESS)(self.show)
        routes.post(ADDRESS + "/call-back")(self.call_back)
        routes.post(ADDRESS + "/pin-told")(self.pin_told)
        for path, do, done in (
            ("test", onboard.test_mailbox, "mailbox-tested"),
            ("kafka", onboard.note_kafka, "entered"),
            ("finish", onboard.onboard, "partner-onboarded"),
            ("ask", onboard.ask_now, "confirmation-asked"),
        ):
            routes.post(f"{ADDRESS}/{path}")(self._acting(do, done))
        return routes

    async def show(self, request: Request, partner_id: str, me: Supervisor) -> Response:
        return await self._page(request, partner_id)

    async def call_back(
        self,
        request: Request,
        partner_id: str,
        me: Supervisor,
        form: Annotated[Sent[CallBackForm], Depends(Receiving(CallBackForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)

        async def work(tx: Transaction) -> None:
            given = form.read()
            await onboard.note_call_back(tx, me, partner_id, given.called_on, given.number, given.source, act_id)

        return await self._do(request, partner_id, work, "entered", form)

    async def pin_told(
        self,
        request: Request,
        partner_id: str,
        me: Supervisor,
        form: Annotated[Sent[ToldForm], Depends(Receiving(ToldForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)

        async def work(tx: Transaction) -> None:
            await onboard.note_pin_told(tx, me, partner_id, form.read().told, act_id)

        return await self._do(request, partner_id, work, "entered", form)

    def _acting(self, do: Do, done: str) -> Callable[..., Awaitable[Response]]:
        async def handle(request: Request, partner_id: str, me: Supervisor, form: Sentless) -> Response:
            act_id = form.act_id(request.url.path, me.sub)
            form.read()
            return await self._do(request, partner_id, lambda tx: do(tx, me, partner_id, act_id), done, form)

        return handle

    async def _do(
        self,
        request: Request,
        partner_id: str,
        work: Callable[[Transaction], Awaitable[None]],
        done: str,
        form: Sent[CallBackForm] | Sent[ToldForm] | Sent[EntryAct],
    ) -> Response:
        try:
            await self.unit_of_work(work)
        except (Invalid, Conflict) as refused:
            return await self._page(request, partner_id, refused, form.fields)
        return act_result.redirect(ADDRESS.format(partner_id=partner_id), done)

    async def _page(
        self,
        request: Request,
        partner_id: str,
        refused: LotseError | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> Response:
        """Renders the page; raises NotFound."""
        view = await self.unit_of_work(lambda tx: onboard.read_onboarding(tx, partner_id))
        return self.pages.render(
            request,
            "onboarding.html",
            refused=refused,
            at="called_on" if refused and refused.sentence == TO_COME else "",
            entered=fields or {},
            entry=view.entry,
            known=view.known,
            view=view,
            is_reached=is_reached(view.entry, view.known),
            has_token=view.access is not None and self.clock() < view.access.token_until,
            may_be_asked=view.is_onboarded and may_be_asked(view.entry),
            address=ADDRESS.format(partner_id=partner_id),
            text=onboarding_de,
        )
