"""For notification only: to whom the mail about a referral goes, and the link in it."""

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response

from services.referral.domain import link
from services.referral.domain.partner import Partner
from services.referral.domain.referral import READABLE, Referral
from services.referral.settings import ReferralSettings
from services.referral.store import PARTNERS, REFERRALS
from shared.bus import Transaction, UnitOfWork
from shared.failpoint import failpoint
from shared.web import caller, sealed_for


def router(unit_of_work: UnitOfWork, settings: ReferralSettings) -> APIRouter:
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(caller("notification"))])

    @routes.get("/internal/notices/{referral_id}")
    async def notice(referral_id: str) -> Response:
        """The same link at each try; 410 once there is nothing to read for the partner."""

        async def work(tx: Transaction) -> tuple[Referral, Partner]:
            referral = await REFERRALS.get(tx, referral_id=referral_id)
            return referral, await PARTNERS.get(tx, partner_id=referral.partner_id)

        referral, partner = await unit_of_work(work)
        if referral.state not in READABLE or referral.kind == "cold" or referral.link_until is None:
            return Response(status_code=410)
        failpoint("notice.before_answer")
        token = link.sign(settings.link, referral.reference, referral.link_until)
        to = list(partner.mails) if "mail" in partner.ways else []
        content = {"to": to, "link": f"{settings.partner_url}/partner/zugang/{token}"}
        return JSONResponse(sealed_for(settings, "notification", content))

    return routes
