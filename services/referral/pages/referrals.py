"""The staff's list of open referrals, and the number of proceedings of a case."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.referral.handlers.counsellor.list_referrals import MOST, list_referrals
from services.referral.handlers.counsellor.read_case import count_proceedings
from services.referral.pages import labels_de
from services.referral.pages.proposals import Counsellor
from shared.bus import UnitOfWork
from shared.web import Pages


@dataclass(frozen=True)
class ReferralPages:
    unit_of_work: UnitOfWork
    pages: Pages

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix="/referral")
        routes.get("/referrals")(self.list)
        routes.get("/cases/{case_id}/proceedings/count")(self.count)
        return routes

    async def list(self, request: Request, me: Counsellor) -> Response:
        found = await self.unit_of_work(lambda tx: list_referrals(tx, me))
        return self.pages.render(request, "referrals.html", listed=found, most=MOST, labels=labels_de)

    async def count(self, case_id: str, me: Counsellor) -> HTMLResponse:
        """Renders the number for the case's tab; empty for none."""
        found = await self.unit_of_work(lambda tx: count_proceedings(tx, me, case_id))
        return HTMLResponse(f"<span>({found})</span>" if found else "")
