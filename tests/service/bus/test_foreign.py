"""What outsiders write takes effect once, whatever they count; who writes nonsense stops alone and is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from infra.kafka.topics import Wanted, create
from shared.bus import Connection, UnitOfWork
from shared.bus.consume.apply import Applier
from shared.bus.consume.dead_letters import DEAD_LETTERS, OPEN_CIRCUITS, TOO_MANY, CircuitBreaker
from shared.bus.consume.decode import EventDecoder
from shared.bus.consume.external import ByDigest, ExternalInbox, Refusals
from shared.bus.publish.relay import Relay
from shared.bus.write.unit_of_work import RETRY_QUEUE
from shared.clock import now
from shared.contracts.partner import AnswerAccepted, AnswerDeclined
from shared.errors import Never, TryLater
from shared.store import Store
from tests.harness.eventually import eventually
from tests.harness.services.external_sender import Listener, Outsider, an_opaque_part, listening_outside, message
from tests.harness.services.recording_service import KEY, a_store

pytestmark = [pytest.mark.engines, pytest.mark.system]
Topics = list[tuple[str, Outsider]]
ACCEPTED, DECLINED = AnswerAccepted.TYPE, AnswerDeclined.TYPE


@pytest.fixture(scope="module")
def kafka(broker_of_outsiders: Connection) -> Connection:
    return broker_of_outsiders


@pytest.fixture
async def store(mongo: str, store_name: str) -> AsyncIterator[Store]:
    async with a_store(mongo, store_name) as store:
        yield store


@pytest.fixture
async def listener(store: Store, kafka: Connection, topics: None, outsiders: Topics) -> AsyncIterator[Listener]:
    async with listening_outside("referral", store, kafka) as listener:
        yield listener


@pytest.fixture
async def outsiders(store: Store, kafka: Connection) -> AsyncIterator[Topics]:
    relay = Relay(store, kafka)
    names = [an_opaque_part() for _ in range(2)]
    topics = [f"lotse.partner.{name}.answers" for name in names]
    await create(kafka, [Wanted(topic) for topic in topics])
    yield [(name, Outsider(relay, topic)) for name, topic in zip(names, topics, strict=True)]
    await relay.close()


async def test_a_message_takes_effect_once_and_its_source_is_its_topic(listener: Listener, outsiders: Topics) -> None:
    name, outsider = outsiders[0]
    for _ in range(3):
        await outsider.write(ACCEPTED, {"reference": "r1"}, id="1", sequence="0000000007")
    await outsider.write(ACCEPTED, {"reference": "r1"}, id="2")
    await eventually(lambda: listener.heard(name), lambda seen: seen == ["1", "2"])
    assert await listener.store["heard"].distinct("source") == [f"/partner/{name}"]
    assert await listener.refused(outsider.topic) == []


@pytest.mark.parametrize("without", [{}, {"time": None}], ids=["absent", "null"])
async def test_a_message_that_says_no_time_came_when_the_broker_took_it(
    listener: Listener, outsiders: Topics, without: dict[str, None]
) -> None:
    (name, outsider), before = outsiders[0], now() - timedelta(seconds=1)
    said = message(ACCEPTED, {"reference": "r1"}, "1")
    del said["time"]
    for _ in range(2):
        await outsider.write_raw(json.dumps(said | without).encode())
    await outsider.write(ACCEPTED, {"reference": "r1"}, id="2")
    await eventually(lambda: listener.heard(name), lambda seen: seen == ["1", "2"])

    row = await listener.store["heard"].find_one({"sender": name, "event": "1"})
    assert row is not None
    assert before <= row["time"] <= now()
    assert await listener.refused(outsider.topic) == []


async def test_a_sender_may_count_as_it_likes(listener: Listener, outsiders: Topics) -> None:
    name, outsider = outsiders[0]
    for number, sequence in enumerate(("7", "seven", 7, {"at": 1}, None, "0000000000"), 1):
        await outsider.write(ACCEPTED, {"reference": "r1"}, id=str(number), sequence=sequence)

    await eventually(lambda: listener.heard(name), lambda seen: seen == list("123456"))
    assert await listener.refused(outsider.topic) == []


async def test_two_senders_may_use_the_same_ids(listener: Listener, outsiders: Topics) -> None:
    for _, outsider in outsiders:
        await outsider.write(ACCEPTED, {"reference": "r1"}, id="1")
    for name, _ in outsiders:
        await eventually(lambda name=name: listener.heard(name), lambda seen: seen == ["1"])  # type: ignore[misc]


async def test_the_same_id_with_another_body_is_kept_told_once_and_has_no_effect(
    listener: Listener, outsiders: Topics
) -> None:
    name, outsider = outsiders[0]
    await outsider.write(ACCEPTED, {"reference": "r1"}, id="1")
    for _ in range(2):
        await outsider.write(DECLINED, {"reference": "r1", "reason": "no_capacity"}, id="1")
    await outsider.write(ACCEPTED, {"reference": "r2"}, id="2")
    await eventually(lambda: listener.heard(name), lambda seen: seen == ["1", "2"])
    assert await listener.refused(outsider.topic) == ["id-reused"]
    (kept,) = await listener.store[DEAD_LETTERS].find({"topic": outsider.topic}).to_list(None)
    assert kept["reason"] == "id-reused"
    assert b"no_capacity" in KEY.open(kept["sealed_value"])


async def test_a_client_that_counts_from_one_again_is_told_of_each_and_goes_on(
    listener: Listener, outsiders: Topics
) -> None:
    name, outsider = outsiders[0]
    for number in range(1, 13):
        await outsider.write(ACCEPTED, {"reference": f"old{number}"}, id=str(number))
    for number in range(1, 14):
        await outsider.write(ACCEPTED, {"reference": f"new{number}"}, id=str(number))
    await eventually(lambda: listener.heard(name), lambda seen: seen == [str(number) for number in range(1, 14)])
    assert await listener.refused(outsider.topic) == ["id-reused"] * 12
    assert await listener.store[OPEN_CIRCUITS].count_documents({}) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"",
        b'{"specversion":"1.0"}',
        b'{"specversion":"1.0","id":"1","source":"s","type":"lotse.partner.referral.offered.v1",'
        b'"time":"2026-11-12T09:00:00Z","partitionkey":"r1","data":{}}',
    ],
)
async def test_what_cannot_be_read_is_kept_and_told(listener: Listener, outsiders: Topics, body: bytes) -> None:
    name, outsider = outsiders[0]
    await outsider.write_raw(body)
    await outsider.write(ACCEPTED, {"reference": "not a reference!"}, id="2")
    await outsider.write(f"{ACCEPTED[:-1]}9", {"reference": "r1"}, id="3")
    await outsider.write(ACCEPTED, {"reference": "r1"}, id="an id with blanks")
    await outsider.write(ACCEPTED, {"reference": "r1"}, id="5")
    await eventually(lambda: listener.heard(name), lambda seen: seen == ["5"])
    assert await listener.refused(outsider.topic) == ["unreadable"] * 4
    kept = await listener.store[DEAD_LETTERS].find({"topic": outsider.topic}).to_list(None)
    assert body in [KEY.open(row["sealed_value"]) for row in kept]


async def test_a_poisoned_sender_stops_alone_is_told_and_goes_on_when_cleared(
    listener: Listener, outsiders: Topics
) -> None:
    (poisoned, bad), (healthy, good) = outsiders
    for number in range(TOO_MANY):
        await bad.write_raw(b"poison %d" % number)
    await eventually(lambda: listener.refused(bad.topic), lambda seen: "stopped" in seen)
    await bad.write(ACCEPTED, {"reference": "r1"}, id="behind")
    await good.write(ACCEPTED, {"reference": "r1"}, id="1")
    await eventually(lambda: listener.heard(healthy), lambda seen: seen == ["1"])
    assert await listener.heard(poisoned) == []
    assert await listener.store[OPEN_CIRCUITS].distinct("_id") == [bad.topic]
    assert (await listener.refused(bad.topic)).count("stopped") == 1
    await CircuitBreaker(listener.store, now).close(bad.topic)
    await eventually(lambda: listener.heard(poisoned), lambda seen: seen == ["behind"])


async def test_a_failing_message_waits_and_is_tried_again_while_others_flow(
    listener: Listener, outsiders: Topics
) -> None:
    name, outsider = outsiders[0]
    listener.troubles |= {"1": RuntimeError("a bug"), "2": TryLater(), "3": Never()}
    for number in "1234":
        await outsider.write(ACCEPTED, {"reference": "r1", "a note": "canary"}, id=number)
    await eventually(lambda: listener.heard(name), lambda seen: seen == ["4"])
    parked = await listener.store[RETRY_QUEUE].find({"topic": outsider.topic}).to_list(None)
    assert {row["event_id"]: row["human"] for row in parked} == {"1": False, "2": False, "3": True}
    assert all(b"canary" not in row["raw"] for row in parked)
    await outsider.write(ACCEPTED, {"reference": "r1", "a note": "canary"}, id="1")
    listener.troubles.clear()
    await eventually(lambda: listener.heard(name), lambda seen: sorted(seen) == ["1", "2", "4"])
    assert await listener.store[RETRY_QUEUE].count_documents({"topic": outsider.topic}) == 1


async def test_a_restart_forgets_nothing(store: Store, kafka: Connection, topics: None, outsiders: Topics) -> None:
    name, outsider = outsiders[0]
    async with listening_outside("referral", store, kafka) as listener:
        await outsider.write(ACCEPTED, {"reference": "r1"}, id="1")
        await eventually(lambda: listener.heard(name), lambda seen: seen == ["1"])
    await outsider.write(ACCEPTED, {"reference": "r1"}, id="1")
    await outsider.write(ACCEPTED, {"reference": "r1"}, id="2")
    async with listening_outside("referral", store, kafka) as listener:
        await eventually(lambda: listener.heard(name), lambda seen: seen == ["1", "2"])


async def test_two_processes_at_once_take_a_message_once(store: Store) -> None:
    listener = Listener(store)
    unit_of_work, decoder = UnitOfWork(store, "referral"), EventDecoder("referral")
    refusals = Refusals(unit_of_work, KEY.public, listener.on_refusal)
    applier = Applier(unit_of_work, {AnswerAccepted: listener.on_message}, external=ByDigest(refusals))
    taking = ExternalInbox(decoder, applier, refusals, CircuitBreaker(store, now))
    topic = "lotse.partner.somebody.answers"
    bodies = [_accepted(number) for number in range(3)]
    records = [Taken(topic, 0, offset, None, bodies[offset % 3]) for offset in range(9)]
    await asyncio.gather(*(taking.take(records) for _ in range(4)))
    assert sorted(await listener.heard("somebody")) == ["0", "1", "2"]
    assert await listener.refused(topic) == []


@dataclass(frozen=True)
class Taken:
    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes
    timestamp: int = 0


def _accepted(number: int) -> bytes:
    return json.dumps(message(AnswerAccepted.TYPE, {"reference": "r1"}, str(number))).encode()
