"""A subscriber's polls: asked again at once after one in vain, and counted while they fail."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
from aiokafka.errors import KafkaConnectionError

from shared.bus import Connection
from shared.bus.consume.consumer import FEW, MANY, Polls, Subscription, broker_for, listen_to
from shared.bus.consume.decode import Record


class Asked:
    """A consumer that finds nothing at once, or fails."""

    def __init__(self, *, failing: bool = False) -> None:
        self.failing = failing
        self.most: list[int] = []

    async def getmany(self, *, max_records: int, **_: Any) -> dict[Any, list[Any]]:
        self.most.append(max_records)
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
    for _ in range(10):
        with pytest.raises(StopIteration, match=r"^\(\)$"):  # it is over before anything is waited for
            subscriber.get_msg(Asked()).send(None)


async def test_what_fails_is_noted_until_it_succeeds() -> None:
    subscriber = a_subscriber()
    polls = Polls(subscriber)
    with pytest.raises(KafkaConnectionError):
        await subscriber.get_msg(Asked(failing=True))
    assert polls.failed_for() > 0
    await subscriber.get_msg(Asked())
    assert polls.failed_for() == 0


async def test_many_are_asked_for_only_where_they_are_handled_together() -> None:
    async def take(_: Sequence[Record]) -> frozenset[str]:
        return frozenset()

    broker, asked = broker_for(Connection("127.0.0.1:1")), Asked()
    Subscription(broker, "one by one", ["lotse.intake.cases"], take)
    Subscription(broker, "together", ["lotse.intake.cases"], take, most=MANY)
    for subscriber in broker.subscribers:
        Polls(subscriber)
        await cast("Any", subscriber).get_msg(asked)
    assert sorted(asked.most) == [FEW, MANY]
