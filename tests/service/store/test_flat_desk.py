"""What the desk is asked, and what it does again and again, examines no more beside many cases that are over."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from services.intake.handlers.desk.absence import StandIns
from services.intake.handlers.desk.erase_by_time import RetentionSweep
from services.intake.handlers.desk.measure_missed_deadlines import measure_missed_deadlines
from services.intake.handlers.desk.measure_waiting import measure_waiting
from services.intake.handlers.requests.sweep import ClosedThreads, UnclaimedUploads
from services.intake.handlers.requests.watch import measure
from services.intake.handlers.services.count_work import count_work
from services.intake.main import prepare_stores
from services.intake.store.face import INDEXES as OF_THE_FACE
from shared.bus import UnitOfWork
from shared.store import connect, prepare
from tests.harness.bench.filled_desk import FilledDesk
from tests.harness.engines.store_queries import Asked, watched
from tests.harness.services.intake import TEAM_KEY, desk_over

pytestmark = pytest.mark.engines


async def test_the_lists_and_the_search_of_the_desk_are_flat(mongo: str, all_asked: Asked) -> None:
    """As `make bench ONLY=desk` says it of a million cases."""
    examined = [await _at_the_desk(mongo, all_asked, size) for size in (500, 2_000)]
    for name, documents in examined[0].items():
        assert examined[1][name] <= documents * 1.2 + 1, name


async def _at_the_desk(mongo: str, asked: Asked, size: int) -> dict[str, int]:
    store = connect(watched(mongo), f"flat_{uuid4().hex[:12]}")
    keys = connect(mongo, f"flat_keys_{uuid4().hex[:12]}")
    await prepare_stores(store, keys)
    filled = await FilledDesk.of(desk_over(UnitOfWork(store, "intake"), keys, TEAM_KEY), store, size)
    examined: dict[str, int] = {}
    for name, work in filled.works().items():
        for turn in range(2):
            asked.forget()
            await work(turn)
        examined[name] = sum(each.examined for each in asked.new())
    for each in (store, keys):
        await each.client.drop_database(each.database.name)
        await each.close()
    return examined


async def test_what_the_desk_does_again_and_again_is_flat(mongo: str, all_asked: Asked) -> None:
    """But for what looks at every thread and key that there is, once an hour: that looks into indexes only."""
    examined = [await _again_and_again(mongo, all_asked, size) for size in (1_000, 2_000)]
    assert examined[0] == examined[1]
    assert examined[0]["threads at the face"] == 0


async def _again_and_again(mongo: str, asked: Asked, size: int) -> dict[str, int]:
    store, keys = connect(watched(mongo), f"flat_{uuid4().hex[:12]}"), connect(mongo, f"flat_keys_{uuid4().hex[:12]}")
    await prepare_stores(store, keys)
    desk = desk_over(UnitOfWork(store, "intake"), keys, TEAM_KEY)
    await prepare(desk.face, OF_THE_FACE)
    await desk.face["threads"].delete_many({})
    await FilledDesk.of(desk, store, size)
    cases = await store["cases"].distinct("_id")
    await store["retention_periods"].insert_many([{"_id": c, "thread": c, "ends_on": "2031-01-31"} for c in cases])
    await desk.face["threads"].insert_many([{"_id": case[::-1], "thread": case} for case in cases])
    await keys["keys"].insert_many([{"_id": case} for case in cases])
    sweep = RetentionSweep(desk)
    await sweep()
    works: dict[str, Callable[[], Awaitable[Any]]] = {
        "retention": sweep,
        "substitutes": StandIns(desk),
        "uploads": UnclaimedUploads(desk),
        "threads at the face": ClosedThreads(desk),
        "the mail to staff": lambda: count_work(desk),
        "who waits": lambda: measure_waiting(store),
        "missed deadlines": lambda: measure_missed_deadlines(store),
        "requests": lambda: measure(desk.face),
    }
    examined = {}
    for name, work in works.items():
        asked.forget()
        await work()
        examined[name] = sum(each.examined for each in asked.new())
    await desk.face["threads"].delete_many({"thread": {"$in": cases}})
    for each in (store, keys):
        await each.client.drop_database(each.database.name)
        await each.close()
    return examined
