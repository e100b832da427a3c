"""When a side effect has no other try."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.bus.write.effects import MOST_TRIES, MOST_WAITS, Effect, is_over, retry_delay
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


def test_who_is_away_is_waited_for_five_days() -> None:
    waited = sum((retry_delay(tries) for tries in range(1, MOST_WAITS)), timedelta())
    assert timedelta(days=5) < waited < timedelta(days=5, hours=2)
