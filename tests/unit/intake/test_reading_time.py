"""When somebody reads is computed: at the edges of a day, over a weekend, a holiday and the change of the clock."""

from datetime import UTC, datetime

import pytest

from services.intake.reading_time import next_reading, reading_time
from shared.clock import BERLIN


@pytest.mark.parametrize(
    ("now", "when"),
    [
        ("2026-11-27T08:59", "das nächste Mal heute ab 9 Uhr"),
        ("2026-11-27T09:00", "heute noch bis 16 Uhr"),
        ("2026-11-27T15:59", "heute noch bis 16 Uhr"),
        ("2026-11-27T16:00", "das nächste Mal am Montag, 30. November 2026, ab 9 Uhr"),
        ("2026-11-28T23:30", "das nächste Mal am Montag, 30. November 2026, ab 9 Uhr"),
        ("2026-12-24T16:00", "das nächste Mal am Montag, 28. Dezember 2026, ab 9 Uhr"),
        ("2026-06-03T20:00", "das nächste Mal am Freitag, 5. Juni 2026, ab 9 Uhr"),
        ("2026-03-28T12:00", "das nächste Mal am Montag, 30. März 2026, ab 9 Uhr"),
        ("2026-10-24T12:00", "das nächste Mal am Montag, 26. Oktober 2026, ab 9 Uhr"),
        ("2026-12-31T23:59", "das nächste Mal am Montag, 4. Januar 2027, ab 9 Uhr"),
    ],
)
def test_the_next_time_is_a_day_and_an_hour_in_germany(now: str, when: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=BERLIN)
    assert next_reading(at) == when
    assert next_reading(at.astimezone(UTC)) == when


def test_it_is_said_with_the_hours() -> None:
    saturday_night = datetime(2026, 11, 28, 23, tzinfo=BERLIN)
    assert reading_time(saturday_night) == (
        "Wir lesen montags bis freitags von 9 bis 16 Uhr, das nächste Mal am Montag, 30. November 2026, ab 9 Uhr."
    )
