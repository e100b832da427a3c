"""The staff's pages: the live tables, and for operators the condition of the services."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.statistics import labels_de
from services.statistics.domain.disclosure import THRESHOLD
from services.statistics.domain.network import TOTAL
from services.statistics.domain.tables import HIDDEN, Report, codes, table_named
from services.statistics.handlers.report import live_report
from services.statistics.handlers.watch import service_heartbeats
from shared.clock import Clock
from shared.store import Store
from shared.web import Pages, Staff, staff

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
        report = await live_report(store, table_named(name), now)
        return pages.render(
            request,
            "table.html",
            report=report,
            titles=labels_de.TITLES,
            row_title=labels_de.ROW_TITLES[name],
            lines=labels_de.lines(report),
            heads=labels_de.heads(report),
            hidden=HIDDEN,
            threshold=THRESHOLD,
            total=TOTAL,
            longest=longest(report),
            now=now,
        )

    @routes.get("/statistics/betrieb")
    async def operations(request: Request, operator: Operator) -> HTMLResponse:
        now = clock()
        return pages.render(
            request,
            "operations.html",
            services=await service_heartbeats(store, now),
            names=labels_de.SERVICES,
            conditions=labels_de.CONDITIONS,
            now=now,
        )

    return routes


def longest(report: Report) -> int:
    """Returns the largest sum of a line that is shown: the full length of a bar."""
    return max((report.shown[row, TOTAL] or 0 for row in codes(report.table.rows)), default=0)
