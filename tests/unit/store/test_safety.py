from datetime import UTC, datetime, timedelta

import pytest

from shared.store.safety import unsafe_clock, unsafe_set

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
SAFE = {"setName": "lotse", "hosts": ["a:27017", "b:27017", "c:27017"]}


def test_a_replica_set_of_members_that_keep_data_is_not_refused() -> None:
    assert list(unsafe_set(SAFE)) == []


def test_a_sharded_cluster_is_not_refused() -> None:
    assert list(unsafe_set({"msg": "isdbgrid"})) == []


@pytest.mark.parametrize(("hello", "because"), [({}, "no replica set"), (SAFE | {"arbiters": ["d:27017"]}, "arbiter")])
def test_what_could_lose_a_majority_is_refused_with_one_sentence(hello: dict[str, object], because: str) -> None:
    (sentence,) = unsafe_set(hello)
    assert because in sentence


@pytest.mark.parametrize("seconds", [-5, -1, 0, 1, 5])
def test_a_small_difference_of_clocks_is_forgiven(seconds: int) -> None:
    assert list(unsafe_clock(NOW + timedelta(seconds=seconds), NOW, NOW)) == []


def test_a_slow_answer_is_no_difference() -> None:
    assert list(unsafe_clock(NOW + timedelta(seconds=10), NOW, NOW + timedelta(seconds=20))) == []


@pytest.mark.parametrize("seconds", [-60, 60])
def test_clocks_apart_are_refused_with_one_sentence(seconds: int) -> None:
    (sentence,) = unsafe_clock(NOW + timedelta(seconds=seconds), NOW, NOW)
    assert "60 s apart" in sentence
