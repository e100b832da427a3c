"""The public pages of the directory: released entries, for one Land, without a case."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.referral.domain.freshness import freshness
from services.referral.domain.partner import OBLIGED_TO_INVESTIGATE
from services.referral.handlers.counsellor.read_directory import released_for
from services.referral.handlers.directory import Directory
from shared.bus import UnitOfWork
from shared.clock import Clock, berlin_day
from shared.contracts.vocabulary import Land
from shared.errors import NotFound
from shared.web import Pages
from shared.web.labels_de import word

LANDS: Final = {land.lower(): land for land in Land if land is not Land.UNKNOWN}
"""Lands by the last part of the address."""


def router(unit_of_work: UnitOfWork, pages: Pages, directory: Directory, clock: Clock) -> APIRouter:
    routes = APIRouter(prefix="/hilfe", include_in_schema=False)

    @routes.get("")
    async def lands(request: Request) -> HTMLResponse:
        by_name = sorted(((path, word(land)) for path, land in LANDS.items()), key=lambda each: each[1])
        return pages.render(request, "help_lands.html", lands=by_name)

    @routes.get("/{land}")
    async def of_land(request: Request, land: str) -> HTMLResponse:
        """Raises NotFound for a word that names no Land."""
        wanted = LANDS.get(land)
        if wanted is None:
            raise NotFound
        today = berlin_day(clock())
        entries = await unit_of_work(lambda tx: released_for(tx, directory, wanted))
        return pages.render(
            request,
            "help_land.html",
            land=word(wanted),
            entries=entries,
            closed={each.partner_id for each in entries if each.is_closed(today)},
            stale={each.partner_id for each in entries if freshness(each, today) == "stale"},
            obliged=OBLIGED_TO_INVESTIGATE,
        )

    return routes
