"""What one client may do in a while; nobody else notices, and nothing of it lasts."""

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import TooMany
from shared.web import client_limit
from shared.web.client_limit import ClientLimit, Rate, client_of


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def request_of(client: str | None) -> Request:
    headers = [] if client is None else [(b"x-lotse-client", client.encode())]
    return Request({"type": "http", "headers": headers})


def taken(limit: ClientLimit, client: str, times: int) -> int:
    """How many of them were taken."""
    count = 0
    for _ in range(times):
        try:
            limit.take(client)
            count += 1
        except TooMany:
            pass
    return count


def test_some_at_once_then_one_in_a_while() -> None:
    clock = Clock()
    limit = ClientLimit("act", Rate(at_once=3, every=10), clock)
    assert taken(limit, "a", 5) == 3
    clock.now += 10
    assert taken(limit, "a", 5) == 1
    clock.now += 1_000
    assert taken(limit, "a", 5) == 3


def test_each_client_has_its_own_room() -> None:
    limit = ClientLimit("act", Rate(at_once=2, every=10), Clock())
    assert taken(limit, "a", 5) == 2
    assert taken(limit, "b", 5) == 2


def test_who_is_turned_away_learns_when_to_come_back_and_then_is_taken() -> None:
    clock = Clock()
    limit = ClientLimit("act", Rate(at_once=1, every=10), clock)
    limit.take("a")
    with pytest.raises(TooMany) as refused:
        limit.take("a")
    clock.now += refused.value.retry_after
    limit.take("a")


@given(st.lists(st.floats(0, 20), max_size=200))
def test_never_more_than_the_rate(pauses: list[float]) -> None:
    clock = Clock()
    limit, began = ClientLimit("act", Rate(at_once=4, every=5), clock), clock.now
    count = 0
    for pause in pauses:
        clock.now += pause
        count += taken(limit, "a", 3)
        assert count <= 4 + (clock.now - began) / 5 + 1e-6


def test_who_has_waited_it_off_is_forgotten_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_limit, "MOST_CLIENTS", 100)
    clock = Clock()
    limit = ClientLimit("act", Rate(at_once=2, every=10), clock)
    for number in range(1_000):
        limit.take(str(number))
    assert len(limit._waited_off) == 100
    clock.now += 60
    limit.take("the last")
    assert len(limit._waited_off) == 1


def test_no_address_is_kept() -> None:
    """Whoever tried all addresses would find one under a hash without a key, and each key is one limit's own."""
    kept: list[bytes] = []
    for _ in range(2):
        limit = ClientLimit("act", Rate(at_once=2, every=10), Clock())
        limit.take("192.0.2.77")
        assert "192.0.2.77" not in repr(vars(limit))
        kept += limit._waited_off
    assert len(kept) == len(set(kept)) == 2


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", ""),
        ("somebody", ""),
        (None, ""),
    ],
)
def test_a_client_is_its_address_or_its_network(said: str | None, client: str) -> None:
    assert client_of(request_of(said)) == client
