"""Statistics as one process: hears everything, says nothing but its heartbeat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.statistics import api, pages
from services.statistics.settings import StatisticsSettings
from services.statistics.store import INDEXES
from services.statistics.subscriptions import broadcast_handlers, event_handlers, on_many
from shared import telemetry
from shared.bus import INDEXES as BUS_INDEXES
from shared.bus import Bus, UnitOfWork
from shared.clock import Clock, now
from shared.production import checked
from shared.store import connect, prepare
from shared.web import Pages, SignedOut, build, serve, signed_out
from shared.web.health import router as health


def statistics(settings: StatisticsSettings, *, database: str = "lotse_statistics", clock: Clock = now) -> FastAPI:
    store = connect(settings.store, database)
    templates = Pages(pages.TEMPLATES)
    unit_of_work = UnitOfWork(store, "statistics", clock)
    ended = SignedOut(store)
    bus = Bus(
        settings=settings,
        unit_of_work=unit_of_work,
        event_handlers=event_handlers(),
        batch_handler=on_many,
        broadcast_handlers=broadcast_handlers(store, ended),
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await prepare(store, {**BUS_INDEXES, **signed_out.INDEXES, **INDEXES})
        await ended.recall()
        async with bus.running():
            yield
        await store.close()

    routers = [
        pages.router(store, clock, templates),
        api.router(store, clock),
        health({"store": store.ping}),
    ]
    return build(
        "statistics",
        settings,
        routers,
        lifespan,
        door="staff",
        origin=settings.staff_url,
        templates=templates,
        signed_out=ended,
    )


def main() -> None:
    settings = checked(StatisticsSettings)
    telemetry.setup(settings, "statistics")
    serve(statistics(settings), settings)


if __name__ == "__main__":
    main()
