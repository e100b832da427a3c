"""How long something has waited, in whole hours or days."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.web.pages import waiting

SINCE = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(minutes=-5), "seit weniger als einer Stunde"),
        (timedelta(minutes=59), "seit weniger als einer Stunde"),
        (timedelta(minutes=60), "seit einer Stunde"),
        (timedelta(hours=3, minutes=40), "seit 3 Stunden"),
        (timedelta(hours=47), "seit 47 Stunden"),
        (timedelta(hours=48), "seit 2 Tagen"),
        (timedelta(days=40, hours=5), "seit 40 Tagen"),
    ],
)
def test_how_long_it_waits(passed: timedelta, said: str) -> None:
    assert waiting(SINCE, SINCE + passed) == said
