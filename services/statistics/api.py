"""The public's tables: closed periods, frozen, without the figures by which a person could be found."""

import csv
import io
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from services.statistics import labels_de
from services.statistics.domain.disclosure import THRESHOLD
from services.statistics.domain.periods import Length, Period
from services.statistics.domain.tables import HIDDEN, TABLES, Report, table_named
from services.statistics.handlers.report import frozen_report
from shared.clock import Clock
from shared.store import Store
from shared.web.described import problems

Asked = Annotated[str | None, Query(description="`2025` or `2025-Q3`; without it the latest that is closed.")]
CSV: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
REFUSALS: Final = problems(
    404, 422, 503, meaning={404: "No such table or period, or one that is not closed yet or must stay hidden"}
)


class Line(BaseModel):
    """A figure is null where it is hidden."""

    code: str
    label: str
    figures: dict[str, int | None]


class FrozenTable(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "cases",
                    "title": "Fälle nach Land und Personenkreis",
                    "period": "2025",
                    "threshold": 5,
                    "columns": {"mandate": "Mandat", "total": "Insgesamt"},
                    "lines": [
                        {"code": "NW", "label": "Nordrhein-Westfalen", "figures": {"mandate": None, "total": 31}}
                    ],
                }
            ]
        }
    )

    name: str
    title: str
    period: str
    threshold: int
    columns: dict[str, str]
    lines: list[Line]


class Offer(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "cases", "title": "Fälle nach Land und Personenkreis", "published": "year"}]
        }
    )

    name: str
    title: str
    published: Length


def router(store: Store, clock: Clock) -> APIRouter:
    routes = APIRouter(prefix="/api/statistics/tables", tags=["tables"])

    async def frozen(name: str, period: str | None) -> Report:
        wanted = Period.read(period) if period else None
        return await frozen_report(store, table_named(name), wanted, clock())

    @routes.get("")
    async def offers() -> list[Offer]:
        return [
            Offer(name=t.name, title=labels_de.TITLES[t.name], published=t.published)
            for t in TABLES.values()
            if t.published
        ]

    @routes.get("/{name}.csv", response_class=Response, responses=CSV | REFUSALS)
    async def as_csv(name: str, period: Asked = None) -> Response:
        report = await frozen(name, period)
        file = f"{report.table.name}-{report.period}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        return Response(to_csv(report), media_type="text/csv", headers=headers)

    @routes.get("/{name}", include_in_schema=False)
    @routes.get("/{name}.json", responses=REFUSALS)
    async def as_json(name: str, period: Asked = None) -> FrozenTable:
        return to_model(await frozen(name, period))

    return routes


def to_model(report: Report) -> FrozenTable:
    heads = labels_de.heads(report)
    return FrozenTable(
        name=report.table.name,
        title=labels_de.TITLES[report.table.name],
        period=str(report.period),
        threshold=THRESHOLD,
        columns=heads,
        lines=[
            Line(code=row, label=label, figures={column: report.shown[row, column] for column in heads})
            for row, label in labels_de.lines(report).items()
        ],
    )


def to_csv(report: Report) -> str:
    heads = labels_de.heads(report)
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow([labels_de.ROW_TITLES[report.table.name], *heads.values()])
    for row, label in labels_de.lines(report).items():
        figures = (report.shown[row, column] for column in heads)
        out.writerow([label, *(HIDDEN if n is None else n for n in figures)])
    return text.getvalue()
