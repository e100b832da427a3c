"""The route by which notification asks for a mail about an entry of the directory: the addresses and the link."""

from typing import Final, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response

from services.referral.domain import link, onboarding
from services.referral.domain.confirmation_request import is_about, may_be_asked
from services.referral.domain.partner import Partner
from services.referral.settings import ReferralSettings
from services.referral.store import CONFIRMATIONS, PARTNERS, is_onboarded, onboarding_of
from shared.bus import Transaction, UnitOfWork
from shared.web import caller, sealed_for

Occasion = Literal["entry_test", "entry_due"]
NOTHING_TO_SAY: Final[dict[str, object]] = {"to": [], "link": ""}


def router(unit_of_work: UnitOfWork, settings: ReferralSettings) -> APIRouter:
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(caller("notification"))])

    @routes.get("/internal/entries/{partner_id}/notices/{occasion}")
    async def notice(partner_id: str, occasion: Occasion) -> Response:
        """Returns the same link at each try, and NOTHING_TO_SAY once the entry is delisted, or confirmed where that was
        asked.
        """

        async def work(tx: Transaction) -> dict[str, object]:
            entry = await PARTNERS.get(tx, partner_id=partner_id)
            is_test = occasion == "entry_test"
            if not (onboarding.may_be_tested(entry) if is_test else may_be_asked(entry)):
                return NOTHING_TO_SAY
            address = await (_to_test(tx, entry) if is_test else _to_entry(tx, entry))
            return {"to": list(entry.mails), "link": settings.partner_url + address} if address else NOTHING_TO_SAY

        content = await unit_of_work(work)
        return JSONResponse(sealed_for(settings, "notification", content))

    async def _to_test(tx: Transaction, entry: Partner) -> str | None:
        until = (await onboarding_of(tx, entry.partner_id)).link_until
        return f"/partner/probe/{link.sign_test(settings.link, entry.partner_id, until)}" if until else None

    async def _to_entry(tx: Transaction, entry: Partner) -> str | None:
        request = await CONFIRMATIONS.find(tx, partner_id=entry.partner_id)
        if request is None or not is_about(request, entry) or not await is_onboarded(tx, entry.partner_id):
            return None
        until = request.last + link.ENTRY_LINK_LIVES
        return f"/partner/eintrag/{link.sign_entry(settings.link, entry.partner_id, until)}"

    return routes
