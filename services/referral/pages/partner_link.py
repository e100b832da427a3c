"""The page of a link that opens nothing, and its one button: another link, to the registered address only."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.referral.handlers.partner.renew_link import renew_link
from services.referral.pages.partner_session import ADDRESS
from services.referral.settings import ContactPoint
from shared.bus import UnitOfWork
from shared.errors import LotseError, NotFound
from shared.web import Pages, act_result
from shared.web.forms import Act, Receiving, Sent


class RenewForm(Act):
    pass


Renewed = Annotated[Sent[RenewForm], Depends(Receiving(RenewForm))]


@dataclass(frozen=True)
class EndedLinks:
    unit_of_work: UnitOfWork
    pages: Pages
    link_key: bytes = field(repr=False)
    point: ContactPoint

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.post(ADDRESS + "/neuer-link")(self.renew)
        return routes

    def show(self, request: Request, token: str) -> Response:
        """Renders the same page for an ended link and for one that never was ours, so that nobody learns which."""
        address = ADDRESS.format(token=token)
        return self.pages.render(request, "partner_link_ended.html", NotFound.status, address=address, point=self.point)

    def not_now(self, request: Request, address: str, refused: LotseError) -> Response:
        """Renders the page for a consent that nobody can confirm at the moment: it says nothing of the referral."""
        page = self.pages.render(request, "partner_not_now.html", refused.status, address=address, point=self.point)
        page.headers.update(refused.headers)
        return page

    async def renew(self, request: Request, token: str, form: Renewed) -> Response:
        """Says the same for every link, whether one was mailed or not."""
        form.read()
        act_id = form.act_id(request.url.path, "partner")
        await self.unit_of_work(lambda tx: renew_link(tx, self.link_key, token, act_id))
        return act_result.redirect("/partner", "link-requested")
