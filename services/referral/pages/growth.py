"""The supervisors' page of how the network grew, by Land, level and category."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.referral.domain.growth import Counts
from services.referral.handlers.counsellor.read_directory import read_growth
from services.referral.handlers.directory import Directory
from services.referral.pages.directory import PREFIX, Supervisor
from shared.bus import UnitOfWork
from shared.web import Pages
from shared.web.labels_de import word
from shared.web.pages import day

OF_THE_FEDERATION: Final = "Bund oder nicht bekannt"


@dataclass(frozen=True)
class GrowthPages:
    unit_of_work: UnitOfWork
    pages: Pages
    directory: Directory

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(f"{PREFIX}/growth")(self.show)
        return routes

    async def show(self, request: Request, me: Supervisor) -> Response:
        grown = await self.unit_of_work(lambda tx: read_growth(tx, self.directory))
        return self.pages.render(
            request,
            "growth.html",
            heads=[day(each) for each in grown.days],
            total=grown.total,
            tables=[
                ("Nach Sitz", "Land", _rows(grown.by_land, lambda land: word(land) if land else OF_THE_FEDERATION)),
                ("Nach Ebene", "Ebene", _rows(grown.by_level, word)),
                ("Nach Art der Stelle", "Art", _rows(grown.by_category, word)),
            ],
        )


def _rows(counts: Counts[Any], named: Callable[[Any], str]) -> Sequence[tuple[str | StrEnum | int, ...]]:
    """Returns the rows, sorted by name."""
    return sorted((named(key), *row) for key, row in counts.by_key.items())
