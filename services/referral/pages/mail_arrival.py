"""The page behind the link of a test mail: whoever reads the mailbox confirms the arrival, and sees nothing else."""

from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.referral.handlers.partner.confirm_arrival import confirm_arrival, find_test
from shared.bus import UnitOfWork
from shared.web import Pages, act_result
from shared.web.forms import Act, Receiving, Sent

ADDRESS: Final = "/partner/probe/{token}"


class ArrivedForm(Act):
    """A press of the button, so that software that opens links by itself confirms nothing."""


Arrived = Annotated[Sent[ArrivedForm], Depends(Receiving(ArrivedForm))]


@dataclass(frozen=True)
class MailArrivalPages:
    unit_of_work: UnitOfWork
    pages: Pages
    link_key: bytes = field(repr=False)

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(ADDRESS)(self.show)
        routes.post(ADDRESS)(self.confirm)
        return routes

    async def show(self, request: Request, token: str) -> Response:
        """Raises NotFound for a link that is not of the last test."""
        known = await self.unit_of_work(lambda tx: find_test(tx, self.link_key, token))
        address, has_arrived = ADDRESS.format(token=token), known.arrived_at is not None
        return self.pages.render(request, "mail_arrival.html", address=address, has_arrived=has_arrived)

    async def confirm(self, request: Request, token: str, form: Arrived) -> Response:
        form.read()
        act_id = form.act_id(request.url.path, "partner")
        await self.unit_of_work(lambda tx: confirm_arrival(tx, self.link_key, token, act_id))
        return act_result.redirect(ADDRESS.format(token=token), "mailbox-reached")
