"""What an outsider's topic holds is taken, also where somebody made the group pass it unread."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from infra.kafka.topics import Wanted, create
from shared.bus import Connection, Protections
from shared.bus.consume.dead_letters import DEAD_LETTERS, OPEN_CIRCUITS
from shared.bus.consume.decode import EventDecoder, Record
from shared.bus.consume.external import external_group
from shared.bus.publish.leader import LEASES
from shared.bus.publish.relay import Relay
from shared.bus.repair.external_topics import AT_ONCE, ExternalTopics
from shared.bus.repair.high_water_marks import CHECKPOINTS
from shared.clock import now
from shared.contracts.partner import AnswerAccepted
from shared.store import Store
from shared.telemetry.metrics import MISSED
from tests.harness.eventually import PATIENCE, eventually
from tests.harness.services.external_sender import Outsider, an_opaque_part, listening_outside
from tests.harness.services.recording_service import a_store

pytestmark = [pytest.mark.engines, pytest.mark.system]

ACCEPTED = AnswerAccepted.TYPE
ANSWER = {"reference": "r1"}


@pytest.fixture(scope="module")
def kafka(broker_of_outsiders: Connection) -> Connection:
    return broker_of_outsiders


@pytest.fixture
async def store(mongo: str, store_name: str) -> AsyncIterator[Store]:
    async with a_store(mongo, store_name) as store:
        yield store


async def forget_outsiders(kafka: Connection) -> None:
    """What earlier tests wrote is compared with the store too, and that is an empty one each time.

    The broker lists a topic for a while after it was deleted, and whoever reads it then waits for an end of it.
    """
    admin = AIOKafkaAdminClient(**kafka.options)

    async def known() -> list[str]:
        return [each for each in await admin.list_topics() if each.startswith("lotse.partner.")]

    await admin.start()
    try:
        await admin.delete_topics(await known())
        await eventually(known, lambda left: not left)
    finally:
        await admin.close()


@pytest.fixture
async def outsider(store: Store, kafka: Connection, topics: None) -> AsyncIterator[Outsider]:
    await forget_outsiders(kafka)
    relay, topic = Relay(store, kafka), f"lotse.partner.{an_opaque_part()}.answers"
    await create(kafka, [Wanted(topic)])
    yield Outsider(relay, topic)
    await relay.close()
    await forget_outsiders(kafka)


def sender(outsider: Outsider) -> str:
    return outsider.topic.split(".")[2]


async def pass_unread(kafka: Connection, topic: str) -> None:
    """What whoever gets into the group can do: it says that everything was read."""
    at = TopicPartition(topic, 0)
    async with AIOKafkaConsumer(
        **kafka.options, group_id=external_group("referral"), enable_auto_commit=False
    ) as thief:
        thief.assign([at])
        await thief.commit(await thief.end_offsets([at]))


def missed() -> float:
    return float(MISSED.labels("referral")._value.get())


async def test_what_the_group_passed_unread_is_taken_at_the_next_start_and_an_alarm(
    store: Store, kafka: Connection, outsider: Outsider
) -> None:
    before = missed()
    async with listening_outside("referral", store, kafka) as listener:
        await outsider.write(ACCEPTED, ANSWER, id="1")
        await eventually(lambda: listener.heard(sender(outsider)), lambda seen: seen == ["1"])
    for number in "23":
        await outsider.write(ACCEPTED, ANSWER, id=number)
    await outsider.write_raw(b"no event at all")
    await pass_unread(kafka, outsider.topic)
    async with listening_outside("referral", store, kafka) as listener:
        await eventually(lambda: listener.heard(sender(outsider)), lambda seen: sorted(seen) == ["1", "2", "3"])
        await eventually(lambda: store[DEAD_LETTERS].find_one({"topic": outsider.topic}))
        assert missed() - before >= 3
        await outsider.write(ACCEPTED, ANSWER, id="4")
        await eventually(lambda: listener.heard(sender(outsider)), lambda seen: sorted(seen) == ["1", "2", "3", "4"])


async def test_without_the_comparison_it_stays_unread(store: Store, kafka: Connection, outsider: Outsider) -> None:
    """A test of the test: only what comes afterwards is taken."""
    await outsider.write(ACCEPTED, ANSWER, id="1")
    await pass_unread(kafka, outsider.topic)
    off = Protections(compare_external_topics=False)
    async with listening_outside("referral", store, kafka, off) as listener:
        await eventually(lambda: store[LEASES].find_one({}))
        await outsider.write(ACCEPTED, ANSWER, id="2")
        await eventually(lambda: listener.heard(sender(outsider)), lambda seen: seen == ["2"])


async def test_what_was_taken_is_neither_taken_again_nor_an_alarm(
    store: Store, kafka: Connection, outsider: Outsider
) -> None:
    for _ in range(2):
        async with listening_outside("referral", store, kafka) as listener:
            await outsider.write(ACCEPTED, ANSWER, id="1")
            await outsider.write_raw(b"no event at all")
            await eventually(lambda: listener.heard(sender(outsider)), lambda seen: seen == ["1"])
            await eventually(lambda: store[DEAD_LETTERS].find_one({"topic": outsider.topic}))
    compared, before = {"_id": f"external|{outsider.topic}|0"}, missed()
    await store[CHECKPOINTS].delete_one(compared)
    async with listening_outside("referral", store, kafka) as listener:
        await eventually(lambda: store[CHECKPOINTS].find_one(compared | {"through": 4}))
        assert await listener.heard(sender(outsider)) == ["1"]
    assert await listener.refused(outsider.topic) == ["unreadable"]
    assert missed() == before


async def test_a_stopped_sender_stays_stopped(store: Store, kafka: Connection, outsider: Outsider) -> None:
    await store[OPEN_CIRCUITS].insert_one({"_id": outsider.topic, "since": now()})
    await outsider.write(ACCEPTED, ANSWER, id="1")
    other = Outsider(outsider.relay, f"lotse.partner.{an_opaque_part()}.answers")
    await create(kafka, [Wanted(other.topic)])
    await other.write(ACCEPTED, ANSWER, id="1")
    async with listening_outside("referral", store, kafka) as listener:
        await eventually(lambda: store[CHECKPOINTS].find_one({"_id": f"external|{other.topic}|0"}))
        assert await listener.heard(sender(outsider)) == []
        assert await store[CHECKPOINTS].find_one({"_id": f"external|{outsider.topic}|0"}) is None


async def test_of_a_sender_who_is_stopped_meanwhile_nothing_is_passed_over(
    store: Store, kafka: Connection, outsider: Outsider
) -> None:
    """The batch before was not taken, so that what follows it is not compared either, though all of it is known."""
    for number in range(AT_ONCE + 1):
        await outsider.write(ACCEPTED, ANSWER, id=str(number))
    taken: list[int] = []

    async def take(records: Sequence[Record]) -> frozenset[str]:
        taken.append(len(records))
        return frozenset({outsider.topic} if len(taken) == 1 else ())

    comparing = ExternalTopics(store, "referral", kafka, EventDecoder("referral"), take, 1)
    async with asyncio.timeout(PATIENCE):
        await comparing.compare()
    assert taken == [AT_ONCE]
    assert await store[CHECKPOINTS].find_one({"_id": f"external|{outsider.topic}|0"}) is None
