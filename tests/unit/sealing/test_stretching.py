"""Stretching leaves the event loop free, works off a few at once, and asks a crowd to come back."""

import asyncio
import threading

import pytest

from shared.errors import Unavailable
from shared.sealing import stretching
from shared.sealing.stretching import Stretching
from tests.harness.eventually import eventually

LONG = 30.0
"""In seconds; nothing waits for so long unless it is broken."""


def waits_for(event: threading.Event) -> bytes:
    return b"went on" if event.wait(LONG) else b"stood still"


async def test_the_event_loop_goes_on_meanwhile() -> None:
    stretch, event = Stretching(), threading.Event()
    task = asyncio.create_task(stretch(lambda: waits_for(event)))
    await asyncio.sleep(0)
    event.set()
    assert await task == b"went on"


async def test_no_more_are_worked_on_at_once_than_leave_room_for_others() -> None:
    stretch, event, begun = Stretching(), threading.Event(), list[int]()

    def work(number: int) -> bytes:
        begun.append(number)
        return waits_for(event)

    tasks = [asyncio.create_task(stretch(lambda number=number: work(number))) for number in range(5)]  # type: ignore[misc]
    await eventually(lambda: asyncio.sleep(0, len(begun) >= stretching.AT_ONCE))
    assert len(begun) == stretching.AT_ONCE
    event.set()
    assert await asyncio.gather(*tasks) == [b"went on"] * 5


async def test_who_comes_by_one_way_too_often_leaves_places_for_others() -> None:
    stretch, event = Stretching(waiting=4), threading.Event()
    ways = ("link", "link", "link", "other")
    tasks = [asyncio.create_task(stretch(lambda: waits_for(event), {by: 2})) for by in ways]
    for _ in tasks:
        await asyncio.sleep(0)
    assert [each.done() for each in tasks] == [False, False, True, False]
    event.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in answers] == [bytes, bytes, Unavailable, bytes]
    assert await stretch(lambda: b"again", {"link": 2}) == b"again"


async def test_many_ways_of_one_do_not_add_up() -> None:
    stretch, event = Stretching(waiting=5), threading.Event()
    ways = [{f"link {number}": 2, "partner a": 3} for number in range(9)]
    tasks = [asyncio.create_task(stretch(lambda: waits_for(event), by)) for by in [*ways, {"link": 2, "partner b": 3}]]
    for _ in tasks:
        await asyncio.sleep(0)
    assert [each.done() for each in tasks] == [False] * 3 + [True] * 6 + [False]
    event.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in answers] == [bytes] * 3 + [Unavailable] * 6 + [bytes]


async def test_a_place_is_free_again_after_a_failure_and_after_somebody_who_went_away() -> None:
    stretch = Stretching(waiting=1)

    def fails() -> bytes:
        raise MemoryError

    with pytest.raises(MemoryError):
        await stretch(fails)
    event = threading.Event()
    gone = asyncio.create_task(stretch(lambda: waits_for(event)))
    await asyncio.sleep(0)
    gone.cancel()
    event.set()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await stretch(lambda: b"next") == b"next"
