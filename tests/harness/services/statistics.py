"""Statistics on real engines, seen from outside: its pages, its tables, its cells."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2

from services.statistics import retention
from services.statistics.main import app as statistics
from services.statistics.settings import StatisticsSettings
from shared.bus import Connection, Intervals
from shared.clock import Clock, now
from shared.sealing.keys import PrivateKey
from shared.store import Store, connect
from shared.web.session import Staff
from tests.harness.engines.single_node import told
from tests.harness.engines.store_queries import watched
from tests.harness.services.unlisted_fields import nothing_unlisted
from tests.harness.staff_cookies import TOLD, cookie_pair

ORIGIN = "https://staff.example.org"
FIGURE = re.compile(r'data-row="(\w+)" data-column="(\w+)">(?:<span aria-hidden="true">)?([0-9*]+)<')


@dataclass
class Statistics:
    store: Store
    http: httpx2.AsyncClient

    async def get(self, path: str, role: str | None = None) -> httpx2.Response:
        return await self.http.get(path, headers={"Cookie": cookie(role)} if role else {})

    async def page(self, path: str, role: str) -> str:
        answer = await self.get(path, role)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    async def figures(self, table: str = "cases") -> dict[tuple[str, str], str]:
        page = await self.page(f"/statistics/tabellen/{table}", "analyst")
        return {(row, column): shown for row, column, shown in FIGURE.findall(page)}

    async def figure(self, row: str, column: str, table: str = "cases") -> str:
        return (await self.figures(table))[row, column]


@asynccontextmanager
async def running(mongo: str, kafka: Connection, database: str, clock: Clock) -> AsyncIterator[Statistics]:
    settings = StatisticsSettings(
        store=watched(mongo),
        **told(kafka),
        public_url="https://public.example.org",
        staff_url=ORIGIN,
        partner_url="https://partner.example.org",
        **TOLD,
        public_keys={"statistics": PrivateKey.generate().public.to_text()},
    )
    app = statistics(settings, database=database, clock=clock, intervals=Intervals(heartbeat=1.0))
    store = connect(mongo, database)
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN)
    async with app.router.lifespan_context(app), http:
        yield Statistics(store, http)
    await nothing_unlisted(store, retention.STORE)
    await store.client.drop_database(database)
    await store.close()


def cookie(role: str) -> str:
    at = now()
    person = Staff("demo", "Person (Demo)", role, "sid", began=at, seen=at)
    return cookie_pair(person)


async def cells(store: Store, year: int) -> dict[str, int]:
    """Returns the cells of the year that count something."""
    counting = store["cells"].find({"period": {"$regex": f"^{year}-"}, "n": {"$ne": 0}})
    return {cell["_id"]: cell["n"] async for cell in counting}
