"""When a side effect has no other try."""

from datetime import UTC, datetime

import pytest

from shared.bus.write.effects import MOST_TRIES, Effect, is_over
from shared.errors import Never, TryLater


@pytest.mark.parametrize(
    ("tries", "error", "over"),
    [
        (0, Never(), True),
        (0, ValueError(), False),
        (MOST_TRIES - 2, ValueError(), False),
        (MOST_TRIES - 1, ValueError(), True),
        (MOST_TRIES - 1, TryLater(), False),
        (10 * MOST_TRIES, TryLater(), False),
    ],
)
def test_an_error_that_nobody_foresaw_has_bounded_tries(tries: int, error: Exception, over: bool) -> None:
    effect = Effect("id", "mail", "key", {}, tries, datetime.now(UTC), None)
    assert is_over(effect, error) is over
