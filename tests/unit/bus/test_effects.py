"""When a side effect has no other try."""

from datetime import UTC, datetime, timedelta

import pytest
from aiokafka.errors import KafkaConnectionError

from shared.bus.consume.connection import RefusedByBroker
from shared.bus.publish.broadcast import by_effect
from shared.bus.write.effects import MOST_TRIES, MOST_WAITS, Effect, is_over, retry_delay
from shared.contracts.bus import SignOutTold
from shared.contracts.message import Message
from shared.errors import Never, TryLater


@pytest.mark.parametrize(
    ("tries", "error", "over"),
    [
        (0, Never(), True),
        (0, ValueError(), False),
        (MOST_TRIES - 2, ValueError(), False),
        (MOST_TRIES - 1, ValueError(), True),
        (MOST_TRIES - 1, TryLater(), False),
        (MOST_WAITS - 2, TryLater(), False),
        (MOST_WAITS - 1, TryLater(), True),
    ],
)
def test_every_error_has_bounded_tries(tries: int, error: Exception, over: bool) -> None:
    effect = Effect("id", "mail", "key", {}, tries, datetime.now(UTC), None)
    assert is_over(effect, error) is over


@pytest.mark.parametrize("away", [KafkaConnectionError(), RefusedByBroker(), TimeoutError()])
async def test_what_is_broadcast_once_waits_for_a_broker_that_is_away_for_long(away: Exception) -> None:
    async def broadcast(_: Message) -> None:
        raise away

    told = SignOutTold(sid="session")
    effect = Effect("id", "tell", "key", {"type": told.TYPE, "data": told.data()}, MOST_TRIES, datetime.now(UTC), None)
    with pytest.raises(TryLater) as later:
        await by_effect(broadcast)(effect)
    assert not is_over(effect, later.value)


def test_who_is_away_is_waited_for_five_days() -> None:
    waited = sum((retry_delay(tries) for tries in range(1, MOST_WAITS)), timedelta())
    assert timedelta(days=5) < waited < timedelta(days=5, hours=2)
