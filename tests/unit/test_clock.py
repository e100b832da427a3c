from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.clock import next_hour, whole_hour

HOUR = timedelta(hours=1)
instants = st.integers(0, 4_000_000_000_000).map(lambda ms: datetime.fromtimestamp(ms / 1_000, UTC))


@given(instants)
def test_an_hour_holds_the_instant_and_the_next_one_is_not_before_it(instant: datetime) -> None:
    assert whole_hour(instant) <= instant < whole_hour(instant) + HOUR
    assert next_hour(instant) - HOUR < instant <= next_hour(instant)


@given(instants, st.timedeltas(timedelta(0), timedelta(seconds=1)))
def test_nothing_but_the_hour_is_left_of_an_instant(instant: datetime, later: timedelta) -> None:
    for kept in (whole_hour(instant), next_hour(instant)):
        assert (kept.minute, kept.second, kept.microsecond) == (0, 0, 0)
    at = whole_hour(instant) + later
    assert whole_hour(at) == whole_hour(instant)
