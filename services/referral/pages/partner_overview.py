"""All referrals of the partner whose PIN was entered behind one of its links; and how its people sign out."""

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
from services.referral.handlers.partner.visibility import behind_link
from services.referral.pages import labels_de, partner_labels_de
from services.referral.pages.partner_link import EndedLinks
from services.referral.pages.partner_session import ADDRESS, PartnerSessions
from services.referral.store import REFERRALS
from shared.bus import Transaction, UnitOfWork
from shared.errors import NotFound, Unauthenticated
from shared.web import Pages, act_result
from shared.web.forms import Act, Receiving, Sent

PIN_FIRST: Final = "Bitte geben Sie zuerst Ihre PIN ein."
LIVES_LEAST: Final = timedelta(days=1)
"""A link from the overview to what is open although the link in its mail has ended."""


class SignOutForm(Act):
    pass


@dataclass(frozen=True)
class PartnerOverviewPages:
    unit_of_work: UnitOfWork
    pages: Pages
    sessions: PartnerSessions
    ended: EndedLinks

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get("/partner")(self.welcome)
        routes.post("/partner/abmelden")(self.sign_out)
        routes.get(ADDRESS + "/alle")(self.show)
        return routes

    async def welcome(self, request: Request) -> Response:
        return self.pages.render(request, "partner_welcome.html", point=self.ended.point)

    async def sign_out(
        self, request: Request, form: Annotated[Sent[SignOutForm], Depends(Receiving(SignOutForm))]
    ) -> Response:
        """In this browser. A cookie that was taken from it counts until its time is over."""
        form.read()
        response = act_result.redirect("/partner", "signed-out")
        for line in self.sessions.removals(request):
            response.headers.append("Set-Cookie", line)
        return response

    async def show(self, request: Request, token: str, nach: str = "") -> Response:
        """`nach`: the place after which the page begins."""
        try:
            overview = await self._overview(request, token, Place.read(nach) if nach else None)
        except NotFound:
            return self.ended.show(request, token)
        except Unauthenticated as refused:
            return self._ask_for_pin(request, token, refused)
        return self.pages.render(
            request,
            "partner_overview.html",
            overview=overview,
            open=self._linked(overview.open, overview.now),
            ended=self._linked(overview.ended, overview.now),
            most_ended=MOST_ENDED,
            address=ADDRESS.format(token=token),
            is_first=not nach,
            labels=labels_de,
            partner_labels=partner_labels_de,
            point=self.ended.point,
        )

    async def _overview(self, request: Request, token: str, after: Place | None) -> Overview:
        """Raises NotFound for a link that opens nothing, and Unauthenticated without the PIN of the link's partner."""

        async def work(tx: Transaction) -> Overview:
            wanted = await behind_link(self.sessions.link_key, token, tx)
            partner_id = (await REFERRALS.get(tx, **wanted)).partner_id
            if not await self.sessions.has_entered(tx, request, partner_id):
                raise Unauthenticated(sentence=PIN_FIRST)
            return await list_overview(tx, partner_id, after)

        return await self.unit_of_work(work)

    def _linked(self, referrals: Sequence[Referral], now: datetime) -> list[tuple[Referral, str]]:
        """Each with the address of its own page: the one in its mail, while that lives."""
        key = self.sessions.link_key
        until = [max(each.link_until or now, now + LIVES_LEAST) for each in referrals]
        tokens = [link.sign(key, each.reference, end) for each, end in zip(referrals, until, strict=True)]
        return [(each, ADDRESS.format(token=token)) for each, token in zip(referrals, tokens, strict=True)]

    def _ask_for_pin(self, request: Request, token: str, refused: Unauthenticated) -> Response:
        address = ADDRESS.format(token=token)
        kept = {"overview": "1"}
        return self.pages.render(
            request, "partner_pin.html", refused=refused, at="pin", address=address, kept=kept, wanted=""
        )
