"""Who never answers holds few places, and whoever else is waited for gets the next that becomes free, at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from shared.in_places import LOOK_AGAIN, PLACES, PLACES_PER_PARTY, in_places, with_enough
from tests.harness.eventually import eventually

SILENT, WELL = "silent", "well"


@dataclass
class Row:
    """Pieces in order, each by the name of whom it waits for; the silent one answers when it is told to."""

    waiting: list[str]
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    in_work: list[str] = field(default_factory=list)
    most: int = 0
    failed: bool = False
    done: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    async def take(self, in_work: Sequence[str]) -> str | None:
        enough = with_enough(in_work)
        for index, whom in enumerate(self.waiting):
            if whom not in enough:
                return self.waiting.pop(index)
        return None

    async def do(self, whom: str) -> None:
        self.in_work.append(whom)
        self.most = max(self.most, len(self.in_work))
        try:
            await self._wait(whom)
        except asyncio.CancelledError:
            self.cancelled.append(whom)
            raise
        finally:
            self.in_work.remove(whom)
        self.done.append(whom)

    async def _wait(self, whom: str) -> None:
        if whom == "fails":
            self.failed = True
            raise ConnectionResetError
        if whom.startswith(SILENT):
            await self.answers.wait()

    async def has_done(self, many: int) -> None:
        await eventually(lambda: asyncio.sleep(0, len(self.done)), lambda done: done == many)


@pytest.mark.parametrize(
    ("holders", "enough"),
    [
        ([], []),
        ([SILENT], []),
        ([SILENT] * PLACES_PER_PARTY, [SILENT]),
        ([None] * PLACES_PER_PARTY, [None]),
        ([SILENT, WELL] * PLACES_PER_PARTY, [SILENT, WELL]),
        ([*[SILENT] * PLACES_PER_PARTY, WELL, None], [SILENT]),
    ],
)
def test_who_holds_its_part_gets_no_other_place(holders: list[str | None], enough: list[str | None]) -> None:
    assert with_enough(holders) == enough


async def test_given_one_that_never_answers_when_others_come_after_it_then_they_are_done() -> None:
    row = Row([*[SILENT] * PLACES, *[WELL] * PLACES])
    works = asyncio.create_task(in_places(row.take, row.do))
    await row.has_done(PLACES)
    assert (row.done, row.in_work) == ([WELL] * PLACES, [SILENT] * PLACES_PER_PARTY)
    row.answers.set()
    await works
    assert len(row.done) == 2 * PLACES


async def test_given_free_places_when_something_comes_meanwhile_then_it_waits_for_no_answer() -> None:
    row = Row([SILENT])
    works = asyncio.create_task(in_places(row.take, row.do))
    await eventually(lambda: asyncio.sleep(0, row.in_work))
    row.waiting.append(WELL)
    async with asyncio.timeout(LOOK_AGAIN + 5):
        await row.has_done(1)
    row.answers.set()
    await works


async def test_given_many_silent_ones_when_all_places_are_held_then_no_more_is_begun() -> None:
    row = Row([f"{SILENT}-{number}" for number in range(PLACES + 1)])
    works = asyncio.create_task(in_places(row.take, row.do))
    await eventually(lambda: asyncio.sleep(0, len(row.in_work)), lambda held: held == PLACES)
    assert len(row.waiting) == 1
    row.answers.set()
    await works
    assert (row.most, len(row.done)) == (PLACES, PLACES + 1)


async def test_given_one_that_fails_when_others_are_in_work_then_they_end_before_it_is_raised() -> None:
    row = Row([SILENT, "fails"])
    works = asyncio.create_task(in_places(row.take, row.do))
    await eventually(lambda: asyncio.sleep(0, row.failed))
    assert (row.in_work, works.done()) == ([SILENT], False)
    row.answers.set()
    with pytest.raises(ConnectionResetError):
        await works
    assert (row.done, row.in_work, row.cancelled) == ([SILENT], [], [])


async def test_given_work_when_it_is_cancelled_then_nothing_of_it_is_left_running() -> None:
    row = Row([SILENT] * PLACES_PER_PARTY)
    works = asyncio.create_task(in_places(row.take, row.do))
    await eventually(lambda: asyncio.sleep(0, len(row.in_work)), lambda held: held == PLACES_PER_PARTY)
    works.cancel()
    with pytest.raises(asyncio.CancelledError):
        await works
    assert (row.in_work, row.cancelled) == ([], [SILENT] * PLACES_PER_PARTY)
