"""Pending rows until all of them can be read on Kafka."""

from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.bus.publish.relay import Relay
from shared.bus.write.outbox import OUTBOX
from shared.contracts.bus import HeartbeatTold
from shared.store import Document
from tests.bench.floors import relay as bare
from tests.harness.bench import generated_events
from tests.harness.bench.engines import Place, Stopwatch
from tests.harness.bench.results import Row, Target

ROWS: Final = 20_000
KEYS: Final = 5_000
SIZE: Final = 500


async def measure(place: Place, rounds: int) -> list[Row]:
    against_bare = Row("relay", "rows/s", Target(0.8), note=f"{ROWS:,} rows of {SIZE} bytes, {KEYS:,} keys")
    against_kafka = Row("relay against aiokafka alone", "rows/s", note="aim 0.5")
    rows = generated_events.pending_rows(ROWS, KEYS, SIZE)
    await place.topics()
    for _ in range(rounds):
        alone, floor, ours = await only_send(place, rows), await bare_relay(place, rows), await our_relay(place, rows)
        against_bare.add(floor, ours)
        against_kafka.add(alone, ours)
    return [against_bare, against_kafka]


async def our_relay(place: Place, rows: list[Document]) -> float:
    async with place.store() as store:
        await generated_events.fill(store[OUTBOX], rows)
        relay = Relay(store, place.kafka)
        await relay.publish(HeartbeatTold.TOPIC, "intake", b"{}")  # brings its producer up
        before, watch = await readable(place, generated_events.CASES), Stopwatch()
        while await relay.work():
            pass
        took = watch.wall
        await relay.close()
        assert await readable(place, generated_events.CASES) - before == len(rows)
    return len(rows) / took


async def bare_relay(place: Place, rows: list[Document]) -> float:
    topic = await place.topic()
    async with place.store({"bare": [bare.INDEX]}) as store, bare.a_producer(place.kafka) as producer:
        await generated_events.fill(store["bare"], rows)
        watch = Stopwatch()
        await bare.relay(store["bare"], producer, topic)
        took = watch.wall
    assert await readable(place, topic) == len(rows)
    return len(rows) / took


async def only_send(place: Place, rows: list[Document]) -> float:
    topic = await place.topic()
    async with bare.a_producer(place.kafka) as producer:
        watch = Stopwatch()
        for part in generated_events.parts(rows, bare.BATCH):
            await bare.send(producer, topic, part)
        took = watch.wall
    assert await readable(place, topic) == len(rows)
    return len(rows) / took


async def readable(place: Place, topic: str) -> int:
    consumer = AIOKafkaConsumer(**place.kafka.options)
    await consumer.start()
    try:
        await consumer._client._wait_on_metadata(topic)
        parts = [TopicPartition(topic, part) for part in consumer.partitions_for_topic(topic) or ()]
        return sum((await consumer.end_offsets(parts)).values())
    finally:
        await consumer.stop()
