import asyncio

from shared.web import health
from tests.unit.web.app import client


async def test_ready_names_what_is_away() -> None:
    async def good() -> None: ...

    async def bad() -> None:
        raise ConnectionError

    async with client(routers=(health.router({"store": good, "keys": bad}),)) as http:
        live, ready = await http.get("/health/live"), await http.get("/health/ready")

    assert live.status_code == 200
    assert ready.status_code == 503
    assert ready.json() == {"status": "away", "checks": {"store": "ok", "keys": "away"}}


async def test_a_check_that_hangs_is_not_ready() -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    assert not await health.passes(hang, patience=0.01)
