"""For notification only: to whom the mail about a referral goes, and the link in it."""

from collections.abc import Collection
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response

from services.referral.domain import link
from services.referral.domain.partner import Partner
from services.referral.domain.referral import READABLE, Referral, Stage
from services.referral.settings import ReferralSettings
from services.referral.store import PARTNERS, REFERRALS
from shared.bus import Transaction, UnitOfWork
from shared.failpoint import failpoint
from shared.web import caller, sealed_for

RECALLED: Final[frozenset[Stage]] = frozenset({"recalled"})


def router(unit_of_work: UnitOfWork, settings: ReferralSettings) -> APIRouter:
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(caller("notification"))])

    async def answer(referral_id: str, states: Collection[Stage]) -> Response:
        async def work(tx: Transaction) -> tuple[Referral, Partner]:
            referral = await REFERRALS.get(tx, referral_id=referral_id)
            return referral, await PARTNERS.get(tx, partner_id=referral.partner_id)

        referral, partner = await unit_of_work(work)
        is_told = partner.suspended is None and referral.kind != "cold"
        if referral.state not in states or not is_told or referral.link_until is None:
            return Response(status_code=410)
        failpoint("notice.before_answer")
        token = link.sign(settings.link, referral.reference, referral.link_until)
        to = list(partner.mails) if "mail" in partner.ways else []
        link_to = f"{settings.partner_url}/partner/zugang/{token}"
        content = {"to": to, "link": link_to, "reference": referral.reference}
        return JSONResponse(sealed_for(settings, "notification", content))

    @routes.get("/internal/notices/{referral_id}")
    async def notice(referral_id: str) -> Response:
        """The same link at each try; 410 once there is nothing to read for the partner, and for a suspended one."""
        return await answer(referral_id, READABLE)

    @routes.get("/internal/recalls/{referral_id}")
    async def recall(referral_id: str) -> Response:
        """The same link, behind which only stands that it is recalled; 410 while it is not, and for a suspended one."""
        return await answer(referral_id, RECALLED)

    return routes
