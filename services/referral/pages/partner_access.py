"""The acts on the page of an entry that suspend or restore a partner's access, or replace its PIN or token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.referral.domain.partner import Partner, Suspension
from services.referral.handlers.pins import Pins
from services.referral.handlers.supervisor import partner_access
from services.referral.pages.directory import PREFIX, Sentless, Supervisor
from services.referral.store import PARTNERS
from shared.bus import Transaction, UnitOfWork
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent

Issue = Callable[[Transaction, Staff, str, str], Awaitable[str | None]]
"""Takes the member of staff, the partner's id and the act's id; None where the act issued before."""


class SuspendForm(Act):
    why: Suspension


@dataclass(frozen=True)
class PartnerAccessPages:
    unit_of_work: UnitOfWork
    pages: Pages
    pins: Pins
    entry_page: Callable[[Request, str, LotseError, str], Awaitable[Response]]
    """Renders the page of the entry, with a refusal and the field that it is about."""

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix=PREFIX)
        routes.post("/{partner_id}/suspend")(self.suspend)
        routes.post("/{partner_id}/restore")(self.restore)
        routes.post("/{partner_id}/pin")(self.issue_pin)
        routes.post("/{partner_id}/token")(self.issue_token)
        return routes

    async def suspend(
        self,
        request: Request,
        partner_id: str,
        me: Supervisor,
        form: Annotated[Sent[SuspendForm], Depends(Receiving(SuspendForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            why = form.read().why
            await self.unit_of_work(lambda tx: partner_access.suspend_partner(tx, me, partner_id, why, act_id))
        except (Invalid, Conflict) as refused:
            return await self.entry_page(request, partner_id, refused, "why")
        return act_result.redirect(f"{PREFIX}/{partner_id}", "partner-suspended")

    async def restore(self, request: Request, partner_id: str, me: Supervisor, form: Sentless) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        form.read()
        await self.unit_of_work(lambda tx: partner_access.restore_partner(tx, me, partner_id, act_id))
        return act_result.redirect(f"{PREFIX}/{partner_id}", "partner-restored")

    async def issue_pin(self, request: Request, partner_id: str, me: Supervisor, form: Sentless) -> Response:
        issue = partial(partner_access.issue_pin, new=await self.pins.new())
        return await self._issue(request, partner_id, me, form, "pin", issue)

    async def issue_token(self, request: Request, partner_id: str, me: Supervisor, form: Sentless) -> Response:
        return await self._issue(request, partner_id, me, form, "token", partner_access.issue_token)

    async def _issue(
        self, request: Request, partner_id: str, me: Staff, form: Sent[Any], what: str, issue: Issue
    ) -> Response:
        """Issues, and shows the result on the page of this act: no other page ever does."""
        act_id = form.act_id(request.url.path, me.sub)
        form.read()

        async def work(tx: Transaction) -> tuple[Partner, str | None]:
            issued = await issue(tx, me, partner_id, act_id)
            return await PARTNERS.get(tx, partner_id=partner_id), issued

        partner, issued = await self.unit_of_work(work)
        if issued is None:
            return act_result.redirect(f"{PREFIX}/{partner_id}", "shown-before")
        return self.pages.render(request, "partner_access_issued.html", partner=partner, what=what, issued=issued)
