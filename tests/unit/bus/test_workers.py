"""What keeps a worker going, and what ends it."""

import asyncio

import pytest

from shared.bus.publish import leader
from shared.bus.publish.leader import DEFAULT_INTERVALS, Leader, WakeUps, run_forever
from tests.harness.eventually import PATIENCE, comes


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leader, "FIRST_PAUSE", 0.0)


async def test_a_future_that_a_library_cancelled_does_not_end_the_worker() -> None:
    tries: list[int] = []

    async def work() -> None:
        tries.append(1)
        if len(tries) == 1:
            cancelled = asyncio.get_running_loop().create_future()
            cancelled.cancel()
            await cancelled

    await run_forever("work", work, once=True)
    assert len(tries) == 2


@pytest.mark.parametrize("swallowed", [True, False], ids=["silently", "by another error"])
async def test_a_worker_whose_work_swallows_the_cancellation_ends_all_the_same(swallowed: bool) -> None:
    began, held = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await held.wait()
        except asyncio.CancelledError:
            if not swallowed:
                raise OSError from None

    worker = asyncio.create_task(run_forever("work", work))
    await comes(began, worker)
    worker.cancel()
    await asyncio.wait([worker], timeout=PATIENCE)
    assert worker.done()


async def test_a_chore_that_fails_keeps_no_other_waiting() -> None:
    done, second = list[str](), asyncio.Event()

    async def fails() -> None:
        done.append("first")
        raise OSError

    async def follows() -> None:
        done.append("second")
        second.set()

    leading = asyncio.create_task(Leader(WakeUps(), DEFAULT_INTERVALS, {}, {}, [fails, follows]).lead())
    await comes(second, leading)
    leading.cancel()
    await asyncio.wait([leading], timeout=PATIENCE)
    assert leading.done()
    assert done[:2] == ["first", "second"]
