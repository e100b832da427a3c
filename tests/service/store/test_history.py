"""What a service does is as much work after years as on the first day: what is over is never looked at again."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from shared.bus import Transaction, UnitOfWork
from shared.bus.consume.dead_letters import DEAD_LETTERS, CircuitBreaker
from shared.bus.consume.decode import DecodedEvent, EventDecoder
from shared.bus.consume.retry_queue import PAGE, RetryQueue
from shared.bus.health_report import measure
from shared.bus.repair import gaps
from shared.bus.repair.high_water_marks import HighWaterMarks
from shared.bus.repair.redrive import PILES, Choice, Pile, Redrive
from shared.bus.write import ledger, outbox
from shared.bus.write.effects import DONE, GIVEN_UP, EffectsWorker
from shared.bus.write.unit_of_work import EFFECTS, RETRY_QUEUE
from shared.clock import now
from shared.contracts.message import Message
from shared.store import Document, Store
from tests.harness.case_events import a_key, case_opened
from tests.harness.engines.store_queries import Asked, watched
from tests.harness.services.case_publisher import CASES
from tests.harness.services.recording_service import a_bare_store

pytestmark = pytest.mark.engines

YEARS_AGO: Final = datetime(2024, 8, 1, tzinfo=UTC)
MANY: Final = 2_000
FEW: Final = 20
WAITING: Final = 3


@pytest.fixture
async def old(mongo: str, store_name: str) -> AsyncIterator[Store]:
    """A store in which almost everything is over, and a little waits."""
    async with a_bare_store(watched(mongo), store_name) as store:
        for number in range(0, MANY, 500):
            await fill(store, range(number, number + 500))
        yield store


async def fill(store: Store, numbers: range) -> None:
    over = {"since": YEARS_AGO, "key": "", "topic": CASES, "at": YEARS_AGO}
    rows: dict[str, list[Document]] = {
        outbox.OUTBOX: [{"status": status_of(n, outbox.SENT, outbox.REFUSED), "sequence": f"{n:010}"} for n in numbers],
        EFFECTS: [{"status": status_of(n, DONE, GIVEN_UP), "due": YEARS_AGO, "kind": "mail"} for n in numbers],
        RETRY_QUEUE: [{"human": n >= WAITING, "due": None, "sequence": n} for n in numbers],
        DEAD_LETTERS: [{"handled": now()} if n >= WAITING else {} for n in numbers],
        gaps.GAPS: [{"due": now() + timedelta(hours=1), "head": 1, "asked": 0} for _ in numbers],
        ledger.LEDGER: [{"issued": {CASES: 1}, "applied": {}, "changed": YEARS_AGO} for _ in numbers],
    }
    for collection, many in rows.items():
        common = [over | {"_id": str(uuid.uuid4()), "owner": "", "key": str(number)} for number in numbers]
        await store[collection].insert_many([each | row for each, row in zip(common, many, strict=True)])


def status_of(number: int, over: str, open_still: str) -> str:
    return open_still if number < WAITING else over


async def nobody(_: Message) -> None: ...


async def nothing(_: list[DecodedEvent]) -> None: ...


async def test_the_bus_looks_at_nothing_that_is_over(old: Store, all_asked: Asked) -> None:
    heads, unit_of_work, key = HighWaterMarks(old, "intake", nobody, now), UnitOfWork(old, "intake"), a_key()

    async def say(tx: Transaction) -> None:
        tx.publish(case_opened(key), key=key)
        tx.add_effect("mail", key=key, payload={})

    async def forget(tx: Transaction) -> None:
        tx.erase(key)

    await heads.announce()
    all_asked.new()
    await unit_of_work(say)
    await outbox.to_send(old, 1000)
    await outbox.send_again(old, CASES, key, 1, 1)
    await heads.announce()
    await EffectsWorker(unit_of_work, {}).work()
    retry_queue = RetryQueue(unit_of_work, EventDecoder("intake"), nothing)
    await retry_queue.work()
    await CircuitBreaker(old, now).open_topics()
    await measure(old, "intake", "one", 0, [], now())
    await unit_of_work(forget)
    questions = all_asked.new()
    assert questions
    assert not [question for question in questions if question.examined > FEW]


async def test_the_review_looks_at_a_page_of_what_waits_for_a_human(old: Store, all_asked: Asked) -> None:
    review = RetryQueue(UnitOfWork(old, "intake"), EventDecoder("intake"), nothing).review
    all_asked.new()
    await review()
    questions = all_asked.new()
    assert 0 < max(question.examined for question in questions) <= PAGE < MANY
    assert not any(question.walks_through_all for question in questions)


@pytest.mark.parametrize("pile", sorted(PILES.keys() - {"parked"}))
async def test_an_operator_looks_at_what_waits_and_not_at_the_rest(old: Store, all_asked: Asked, pile: Pile) -> None:
    all_asked.new()
    await Redrive(UnitOfWork(old, "intake"), "omar").look(pile, Choice())
    assert not [question for question in all_asked.new() if question.examined > FEW]
