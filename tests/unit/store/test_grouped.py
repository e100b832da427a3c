"""Calls of many callers become few, and each is answered as if it had been alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from pymongo.errors import ServerSelectionTimeoutError

from shared.store import Grouped
from tests.harness.eventually import comes


class Broken(Exception):
    pass


@dataclass
class Engine:
    """Answers a command when it is let: by tens, or with an error for zero."""

    error: type[Exception] = Broken
    asked: list[list[int]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, numbers: Sequence[int]) -> list[int]:
        self.asked.append(list(numbers))
        self.came.set()
        await self.held.wait()
        if 0 in numbers:
            raise self.error
        return [10 * each for each in numbers]


async def under_way(engine: Engine, grouped: Grouped[int, int], *numbers: int) -> list[asyncio.Task[int]]:
    """Tasks of calls that have all been made, the first of them in a command of its own."""
    first = asyncio.create_task(grouped(numbers[0]))
    await comes(engine.came, first)
    others = [asyncio.create_task(grouped(each)) for each in numbers[1:]]
    await asyncio.sleep(0)
    return [first, *others]


async def test_who_is_alone_waits_for_nobody() -> None:
    engine = Engine()
    engine.held.set()
    grouped = Grouped(engine.run)

    assert [await grouped(1), await grouped(2)] == [10, 20]
    assert engine.asked == [[1], [2]]


async def test_who_comes_while_a_command_is_under_way_goes_together_in_the_next() -> None:
    engine = Engine()
    calls = await under_way(engine, Grouped(engine.run), 1, 2, 3, 4)
    engine.held.set()

    assert await asyncio.gather(*calls) == [10, 20, 30, 40]
    assert engine.asked == [[1], [2, 3, 4]]


async def test_one_that_fails_fails_no_other_of_its_group() -> None:
    engine = Engine()
    grouped = Grouped(engine.run)
    calls = await under_way(engine, grouped, 1, 2, 0, 3)
    engine.held.set()

    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(each) for each in answers] == [int, int, Broken, int]
    assert [answers[0], answers[1], answers[3]] == [10, 20, 30]
    assert engine.asked == [[1], [2, 0, 3], [2], [0], [3]]
    assert await grouped(4) == 40


async def test_that_the_store_is_away_is_told_to_all_and_nothing_is_asked_again() -> None:
    engine = Engine(error=ServerSelectionTimeoutError)
    grouped = Grouped(engine.run)
    calls = await under_way(engine, grouped, 1, 2, 0, 3)
    engine.held.set()

    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(each) for each in answers] == [int, *3 * [ServerSelectionTimeoutError]]
    assert engine.asked == [[1], [2, 0, 3]]
    assert await grouped(4) == 40


async def test_who_leaves_changes_nothing_for_the_others() -> None:
    engine = Engine()
    calls = await under_way(engine, Grouped(engine.run), 1, 2, 3)
    for leaving in calls[:2]:
        leaving.cancel()
    engine.held.set()

    assert await calls[2] == 30
    with pytest.raises(asyncio.CancelledError):
        await calls[0]


async def test_a_command_that_is_never_answered_holds_up_no_other() -> None:
    engine = Engine()
    grouped = Grouped(engine.run)
    calls = await under_way(engine, grouped, 1, 2)
    engine.came.clear()
    await asyncio.wait_for(engine.came.wait(), 5)

    assert engine.asked == [[1], [2]]
    assert not any(each.done() for each in calls)
    engine.held.set()
    assert await asyncio.gather(*calls) == [10, 20]
