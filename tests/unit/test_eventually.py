import asyncio

import pytest

from tests.harness import eventually as module
from tests.harness.eventually import comes, eventually, settles


async def hangs() -> int:
    await asyncio.Event().wait()
    return 1


async def times_out() -> int:
    raise TimeoutError("the look's own")


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_LOOK", 0.05)


async def test_a_look_that_hangs_fails() -> None:
    with pytest.raises(AssertionError, match="hung"):
        await eventually(hangs, within=0.01)
    with pytest.raises(AssertionError, match="hung"):
        await settles(hangs, int, within=0.01)


async def test_a_look_may_raise_a_timeout_of_its_own() -> None:
    with pytest.raises(TimeoutError, match="the look's own"):
        await eventually(times_out)


async def test_an_event_that_does_not_come_fails_with_the_error_of_its_task() -> None:
    with pytest.raises(TimeoutError, match="the look's own"):
        await comes(asyncio.Event(), asyncio.create_task(times_out()))


async def test_a_task_that_ends_or_hangs_without_its_event_fails() -> None:
    with pytest.raises(AssertionError, match="ended"):
        await comes(asyncio.Event(), asyncio.create_task(asyncio.sleep(0)))
    hanging = asyncio.create_task(hangs())
    with pytest.raises(AssertionError, match=r"not within 0\.01 s"):
        await comes(asyncio.Event(), hanging, within=0.01)
    hanging.cancel()


async def test_an_event_that_came_counts_also_where_its_task_failed_then() -> None:
    event = asyncio.Event()

    async def sets() -> None:
        event.set()
        raise LookupError

    setting = asyncio.create_task(sets())
    await comes(event, setting)
    with pytest.raises(LookupError):
        await setting
