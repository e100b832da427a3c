"""What staff see: the live tables, and for operators how the services are."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.statistics import handlers, words
from services.statistics.domain.disclosure import THRESHOLD
from services.statistics.domain.network import TOTAL
from services.statistics.domain.tables import HIDDEN, Report, codes, table_named
from shared.clock import Clock
from shared.store import Store
from shared.web import Pages, Staff, staff

TEMPLATES = Path(__file__).parent / "templates"

Reader = Annotated[Staff, Depends(staff("counsellor", "supervisor", "analyst"))]
Operator = Annotated[Staff, Depends(staff("operator", "supervisor"))]


def router(store: Store, clock: Clock, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/statistics")
    async def start(request: Request, reader: Reader) -> HTMLResponse:
        return await table(request, reader, "cases")

    @routes.get("/statistics/tabellen/{name}")
    async def table(request: Request, reader: Reader, name: str) -> HTMLResponse:
        now = clock()
        report = await handlers.live_report(store, table_named(name), now)
        return pages.render(
            request,
            "table.html",
            report=report,
            titles=words.TITLES,
            row_title=words.ROW_TITLES[name],
            lines=words.lines(report),
            heads=words.heads(report),
            hidden=HIDDEN,
            threshold=THRESHOLD,
            total=TOTAL,
            longest=longest(report),
            now=now,
        )

    @routes.get("/statistics/betrieb")
    async def operations(request: Request, operator: Operator) -> HTMLResponse:
        now = clock()
        services = await handlers.operations(store, now)
        return pages.render(request, "operations.html", services=services, now=now)

    return routes


def longest(report: Report) -> int:
    return max((report.shown[row, TOTAL] or 0 for row in codes(report.table.rows)), default=0)
