from shared.bus import Connection
from shared.bus.consume.consumer import broker_for


def test_subscriptions_know_each_broker_by_its_own_address() -> None:
    assert broker_for(Connection("one:9092,two:9092")).specification.url == ["one:9092", "two:9092"]
