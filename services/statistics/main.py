"""The wiring of statistics: `python -m services.statistics.main`."""

from functools import partial
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from services.statistics import api
from services.statistics.pages import router as staff_pages
from services.statistics.settings import StatisticsSettings
from services.statistics.store import INDEXES
from services.statistics.subscriptions import broadcast_handlers, event_handlers, on_many
from shared import telemetry
from shared.bus import DEFAULT_INTERVALS, Bus, Intervals, UnitOfWork
from shared.bus import INDEXES as BUS_INDEXES
from shared.clock import Clock, now
from shared.production import checked
from shared.store import connect, prepare
from shared.web import Pages, SignedOut, build, health, serve
from shared.web.bus_lifespan import bus_lifespan
from shared.web.signed_out import INDEXES as SIGNED_OUT_INDEXES

SERVICE: Final = "statistics"
TEMPLATES: Final = Path(__file__).parent / "templates"
ALL_INDEXES: Final = {**BUS_INDEXES, **SIGNED_OUT_INDEXES, **INDEXES}


def app(
    settings: StatisticsSettings,
    *,
    database: str = f"lotse_{SERVICE}",
    clock: Clock = now,
    intervals: Intervals = DEFAULT_INTERVALS,
) -> FastAPI:
    store = connect(settings.store, database)
    unit_of_work = UnitOfWork(store, SERVICE, clock)
    signed_out = SignedOut(store)
    bus = Bus(
        settings=settings,
        unit_of_work=unit_of_work,
        event_handlers=event_handlers(),
        batch_handler=on_many,
        broadcast_handlers=broadcast_handlers(store, signed_out),
        intervals=intervals,
    )
    pages = Pages(TEMPLATES)
    lifespan = bus_lifespan(partial(prepare, store, ALL_INDEXES), signed_out, bus, store)
    routers = [
        api.router(store, clock),
        staff_pages(store, clock, pages),
        health.router({"store": store.ping}),
    ]
    return build(
        SERVICE,
        settings,
        routers,
        lifespan,
        door="staff",
        origin=settings.staff_url,
        templates=pages,
        signed_out=signed_out,
    )


def main() -> None:
    settings = checked(StatisticsSettings)
    telemetry.setup(settings, SERVICE)
    serve(app(settings), settings)


if __name__ == "__main__":
    main()
