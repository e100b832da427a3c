"""The route by which notification asks for a question for room: addresses, link, and the partner's reference."""

from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response

from services.referral.domain import link
from services.referral.settings import ReferralSettings
from services.referral.store import CAPACITY_INQUIRIES, PARTNERS, is_onboarded
from shared.bus import Transaction, UnitOfWork
from shared.contracts.vocabulary import Way
from shared.web import caller, sealed_for

NOTHING_TO_SAY: Final[dict[str, object]] = {"to": [], "link": "", "reference": ""}


def router(unit_of_work: UnitOfWork, settings: ReferralSettings) -> APIRouter:
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(caller("notification"))])

    @routes.get("/internal/capacity-inquiries/{inquiry_id}/notice")
    async def notice(inquiry_id: str) -> Response:
        """Returns the same link at each try, and NOTHING_TO_SAY once nothing is asked any more. 404 once the case is
        erased.
        """

        async def work(tx: Transaction) -> dict[str, object]:
            known = await CAPACITY_INQUIRIES.get(tx, inquiry_id=inquiry_id)
            partner = await PARTNERS.get(tx, partner_id=known.partner_id)
            is_told = partner.listed and await is_onboarded(tx, partner.partner_id)
            if not is_told or known.answer is not None or not known.takes_answers(tx.now):
                return NOTHING_TO_SAY
            token = link.sign_capacity(settings.link, known.reference, known.link_until)
            return {
                "to": list(partner.mails) if Way.MAIL in partner.ways else [],
                "link": f"{settings.partner_url}/partner/platzanfrage/{token}",
                "reference": known.reference,
            }

        return JSONResponse(sealed_for(settings, "notification", await unit_of_work(work)))

    return routes
