import asyncio

import pytest

from tests.harness import eventually as module
from tests.harness.eventually import eventually, settles


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
