"""What notification may ask: to whom a referral's notice goes, and the link in it."""

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response

from services.referral.domain import link
from services.referral.domain.life import READABLE, Referral
from services.referral.domain.partner import Partner
from services.referral.settings import ReferralSettings
from services.referral.store import get
from shared.bus import Transaction, UnitOfWork
from shared.failpoint import failpoint
from shared.web import caller, sealed_for


def router(unit_of_work: UnitOfWork, settings: ReferralSettings) -> APIRouter:
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(caller("notification"))])

    @routes.get("/internal/notices/{referral_id}")
    async def notice(referral_id: str) -> Response:
        """The same link at each try; gone once there is nothing to look at."""

        async def work(tx: Transaction) -> tuple[Referral, Partner]:
            referral = await get(tx, Referral, referral_id)
            return referral, await get(tx, Partner, referral.partner_id)

        referral, partner = await unit_of_work(work)
        if referral.state not in READABLE or referral.kind == "cold" or referral.link_until is None:
            return Response(status_code=410)
        failpoint("notice.before_answer")
        token = link.sign(settings.link, referral.reference, referral.link_until)
        to = list(partner.mails) if "mail" in partner.ways else []
        content = {"to": to, "link": f"{settings.partner_url}/partner/zugang/{token}"}
        return JSONResponse(sealed_for(settings, "notification", content))

    return routes
