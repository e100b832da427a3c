"""What waits is taken over in few transactions: what begins threads together, all else in its thread's order."""

from datetime import UTC, datetime
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.request import BEGINS_A_THREAD, BODIES, Request
from services.intake.domain.taken_together import MOST_TOGETHER, Lane, turns

HOUR: Final = datetime(2026, 11, 28, 9, tzinfo=UTC)


def waiting(locator: str, kind: str = "submission", number: int = 0, tries: int = 0) -> Request:
    named = f"{locator} {number} {kind}"
    return Request(id=named, kind=kind, locator=locator, number=number, at=HOUR, sealed={}, tries=tries)


def ids(lane: Lane) -> list[str]:
    return [each.id for each in lane]


def test_one_that_is_alone_goes_alone() -> None:
    go = turns([waiting("one")])
    assert (go.together, [ids(lane) for lane in go.alone]) == ((), [["one 0 submission"]])


def test_those_who_begin_a_thread_go_together_and_what_follows_comes_behind_it() -> None:
    go = turns([waiting("one", "message", 1), waiting("two", "sealed_submission"), waiting("one")])
    assert [[ids(lane) for lane in group] for group in go.together] == [
        [["one 0 submission", "one 1 message"], ["two 0 sealed_submission"]]
    ]
    assert go.alone == ()


def test_what_goes_on_with_a_thread_goes_alone_and_in_order() -> None:
    go = turns([waiting("one"), waiting("two"), waiting("there", "message", 2), waiting("there", "decision", 1)])
    assert len(go.together) == 1
    assert [ids(lane) for lane in go.alone] == [["there 1 decision", "there 2 message"]]


def test_what_was_put_before_the_beginning_of_a_thread_takes_it_out_of_the_group() -> None:
    go = turns([waiting("one"), waiting("two"), waiting("three"), waiting("one", "message", -1)])
    assert [lane[0].locator for lane in go.together[0]] == ["two", "three"]
    assert [ids(lane) for lane in go.alone] == [["one -1 message", "one 0 submission"]]


def test_what_failed_before_fails_no_group_any_more() -> None:
    go = turns([waiting("one"), waiting("two", tries=1), waiting("three")])
    assert [lane[0].locator for lane in go.together[0]] == ["one", "three"]
    assert [lane[0].locator for lane in go.alone] == ["two"]


requests = st.builds(
    waiting,
    locator=st.integers(0, 60).map(str),
    kind=st.sampled_from([*BODIES, "unknown"]),
    number=st.integers(-2, 5),
    tries=st.integers(0, 2),
)


@given(st.lists(requests, max_size=80, unique_by=lambda each: each.id))
def test_each_has_one_turn_in_its_threads_order_and_groups_are_bounded(found: list[Request]) -> None:
    go = turns(found)

    lanes = [*go.alone, *(lane for group in go.together for lane in group)]
    assert sorted(each.id for lane in lanes for each in lane) == sorted(each.id for each in found)
    assert len({lane[0].locator for lane in lanes}) == len(lanes)
    for lane in lanes:
        assert {each.locator for each in lane} == {lane[0].locator}
        assert [each.number for each in lane] == sorted(each.number for each in lane)
    for group in go.together:
        assert 2 <= len(group) <= MOST_TOGETHER
        assert all(lane[0].kind in BEGINS_A_THREAD and not lane[0].tries for lane in group)
