"""The overview of all referrals of the partner whose PIN was entered behind one of its links, and the signing out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.referral.domain import link
from services.referral.domain.overview import MOST_ENDED, Place
from services.referral.domain.referral import Referral
from services.referral.handlers.partner.list_overview import Overview, list_overview
from services.referral.pages import labels_de, partner_labels_de
from services.referral.pages.partner_entrance import PartnerEntrance
from services.referral.pages.partner_session import ADDRESS
from services.referral.store import REFERRALS
from shared.bus import Transaction
from shared.web import Pages, act_result
from shared.web.forms import Act, Receiving, Sent

LIVES_LEAST: Final = timedelta(days=1)
"""Lifetime, at least, of a link from the overview to a referral, also where the link in its mail has ended."""


class SignOutForm(Act):
    pass


@dataclass(frozen=True)
class PartnerOverviewPages:
    pages: Pages
    entrance: PartnerEntrance

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get("/partner")(self.welcome)
        routes.post("/partner/abmelden")(self.sign_out)
        routes.get(ADDRESS + "/alle")(self.show)
        return routes

    async def welcome(self, request: Request) -> Response:
        return self.pages.render(request, "partner_welcome.html", point=self.entrance.ended.point)

    async def sign_out(
        self, request: Request, form: Annotated[Sent[SignOutForm], Depends(Receiving(SignOutForm))]
    ) -> Response:
        """Signs out in this browser. A cookie that was copied from it stays valid until its time is over."""
        form.read()
        response = act_result.redirect("/partner", "signed-out")
        for line in self.entrance.gate.sessions.removals(request):
            response.headers.append("Set-Cookie", line)
        return response

    async def show(self, request: Request, token: str, nach: str = "") -> Response:
        """`nach`: the place after which the page begins."""

        async def page() -> Response:
            return self._page(request, token, await self._overview(token, nach), is_first=not nach)

        return await self.entrance.lead_to(request, token, page, kept={"overview": "1"})

    async def _overview(self, token: str, after: str) -> Overview:
        """Returns a page of the overview. To be called only after the PIN was entered."""

        async def work(tx: Transaction) -> Overview:
            wanted = await self.entrance.wanted(token, tx)
            partner_id = (await REFERRALS.get(tx, **wanted)).partner_id
            return await list_overview(tx, partner_id, Place.read(after) if after else None)

        return await self.entrance.unit_of_work(work)

    def _page(self, request: Request, token: str, overview: Overview, *, is_first: bool) -> Response:
        return self.pages.render(
            request,
            "partner_overview.html",
            overview=overview,
            open=self._linked(overview.open, overview.now),
            ended=self._linked(overview.ended, overview.now),
            most_ended=MOST_ENDED,
            address=ADDRESS.format(token=token),
            is_first=is_first,
            labels=labels_de,
            partner_labels=partner_labels_de,
            point=self.entrance.ended.point,
        )

    def _linked(self, referrals: Sequence[Referral], now: datetime) -> list[tuple[Referral, str]]:
        """Returns each referral with the address of its own page: the link in its mail, unless that ends too soon."""
        key = self.entrance.gate.sessions.link_key
        until = [max(each.link_until or now, now + LIVES_LEAST) for each in referrals]
        tokens = [link.sign(key, each.reference, end) for each, end in zip(referrals, until, strict=True)]
        return [(each, ADDRESS.format(token=token)) for each, token in zip(referrals, tokens, strict=True)]
