"""Switches protections off by name, so that a test can show that a test notices."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

from faststream.kafka import KafkaMessage

from shared.bus import handling, producer, subscriber, subscription
from shared.bus.gaps import Gaps
from shared.bus.rules import Verdict, decide
from shared.bus.transaction import Transaction
from tests.harness.engines.unreliable_producer import Shaker

SEED: Final = 20240801


def switch_off(names: Iterable[str]) -> None:
    for name in names:
        PROTECTIONS[name]()


def _dropping() -> None:
    def never_drops(applied: int, sequence: int) -> Verdict:
        return Verdict.APPLY if sequence <= applied else decide(applied, sequence)

    _replace(handling, "decide", never_drops)


def _parking() -> None:
    def never_parks(applied: int, sequence: int) -> Verdict:
        return Verdict.APPLY if sequence > applied else Verdict.DROP

    _replace(handling, "decide", never_parks)


def _offset_after_commit() -> None:
    blind = subscriber._blind

    def hasty(broker: Any, topics: Any, receive: Callable[[KafkaMessage], Awaitable[None]], **options: Any) -> Any:
        async def commit_first(message: KafkaMessage) -> None:
            if "group_id" in options:
                records: Any = message.raw_message
                await subscription.commit(message.consumer, records)
            await receive(message)

        return blind(broker, topics, commit_first, **options)

    _replace(subscriber, "_blind", hasty)


def _erased_marker() -> None:
    _replace(Transaction, "erase", Transaction.lock_key)


def _healing() -> None:
    async def deaf(*_: Any) -> None:
        return None

    _replace(Gaps, "on_heads", deaf)
    _replace(Gaps, "ask_for_heads", deaf)


def _reliable_courier() -> None:
    _replace(producer, "_enqueue", Shaker(SEED).enqueue)


def _replace(owner: Any, name: str, what: Any) -> None:
    assert hasattr(owner, name), f"{name} is not there any more"
    setattr(owner, name, what)


PROTECTIONS: Final[dict[str, Callable[[], None]]] = {
    "drop": _dropping,
    "park": _parking,
    "offset after commit": _offset_after_commit,
    "erased marker": _erased_marker,
    "healing": _healing,
    "reliable courier": _reliable_courier,
}
