"""Bursts are shown as one, and nobody is left out by it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.burst import ALIKE, BURST, Alike, find_bursts
from services.intake.domain.turn import HEAD_START, turn_of
from shared.contracts.vocabulary import Urgency

HOUR = datetime(2026, 9, 1, 9, tzinfo=UTC)


def alike(count: int, hours: int = 0, name: str = "c") -> Alike:
    return Alike(
        HOUR + timedelta(hours=hours), count, [f"{name}{hours}-{number}" for number in range(min(count, ALIKE))]
    )


def test_a_few_of_one_hour_are_no_burst() -> None:
    assert find_bursts([alike(BURST - 1), alike(BURST - 1, hours=1)]) == []


def test_what_is_alike_is_folded_and_what_is_not_stays() -> None:
    (burst,) = find_bursts([alike(BURST), alike(ALIKE - 1, name="rare"), alike(3, hours=1)])
    assert (burst.hour, burst.count) == (HOUR, BURST)
    assert burst.singles == tuple(f"rare0-{number}" for number in range(ALIKE - 1))


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 3)), max_size=40))
def test_everybody_is_folded_or_single_or_of_a_quiet_hour(pictures: list[tuple[int, int]]) -> None:
    waiting = [alike(count, hours, name=f"p{number}-") for number, (count, hours) in enumerate(pictures)]
    bursts = find_bursts(waiting)
    in_bursts = {burst.hour for burst in bursts}
    quiet = sum(each.count for each in waiting if each.hour not in in_bursts)
    shown = sum(burst.count + len(burst.singles) for burst in bursts)
    assert quiet + shown == sum(each.count for each in waiting)


@given(st.sampled_from(Urgency), st.sampled_from(Urgency), st.integers(0, 72))
def test_nobody_waits_behind_an_urgency_for_longer_than_its_head_start(
    one: Urgency, other: Urgency, hours: int
) -> None:
    earlier = turn_of("a", HOUR, one)
    later = turn_of("b", HOUR + timedelta(hours=hours), other)
    if timedelta(hours=hours) > HEAD_START[other] - HEAD_START[one]:
        assert earlier < later
