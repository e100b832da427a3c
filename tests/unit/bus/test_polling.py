"""A subscriber's polls: asked again at once after one in vain, and counted while they fail."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError

from shared.bus import Connection
from shared.bus.consume.consumer import Polls, broker_for, listen_to
from shared.bus.consume.decode import Record


class Asked:
    """A consumer that finds nothing at once, or fails."""

    def __init__(self, *, failing: bool = False) -> None:
        self.failing = failing

    async def getmany(self, **_: Any) -> dict[Any, list[Any]]:
        if self.failing:
            raise KafkaConnectionError
        return {}


def a_subscriber() -> Any:
    async def listen(_: Sequence[Record]) -> None: ...

    broker = broker_for(Connection("127.0.0.1:1"))
    listen_to(broker, ["lotse.bus.heads"], listen)
    (subscriber,) = broker.subscribers
    return subscriber


async def test_after_a_poll_in_vain_it_is_asked_again_at_once() -> None:
    subscriber = a_subscriber()
    Polls(subscriber)
    async with asyncio.timeout(0.5):
        for _ in range(10):
            assert await subscriber.get_msg(Asked()) == ()


async def test_what_fails_is_noted_until_it_succeeds() -> None:
    subscriber = a_subscriber()
    polls = Polls(subscriber)
    with pytest.raises(KafkaConnectionError):
        await subscriber.get_msg(Asked(failing=True))
    assert polls.failed_for() > 0
    await subscriber.get_msg(Asked())
    assert polls.failed_for() == 0
