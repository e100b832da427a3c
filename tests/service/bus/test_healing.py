"""What the broker acknowledged and lost is seen by the consumer, asked for, sent again and applied in its turn."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from shared.bus import Connection, Transaction, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.bus.repair.gaps import GAPS, LONGEST, Gaps
from shared.bus.repair.high_water_marks import ANNOUNCED, CHECKPOINTS, OVERLAP, HighWaterMarks
from shared.bus.write import ledger, outbox
from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import OUTBOX, SENT
from shared.bus.write.unit_of_work import RETRY_QUEUE
from shared.clock import now
from shared.contracts.bus import HeadsAnnounced, HeadsAsked, ReplayAsked
from shared.contracts.message import Message
from shared.contracts.vocabulary import Service
from shared.store import Store
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.engines.truncated_topics import cut_off
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import CASES, Speaker
from tests.harness.services.recording_service import Hearer, a_store, hearing


async def test_a_lost_last_event_is_healed(spoken: Store, kafka: Connection, hearer: Hearer) -> None:
    speaker, key = Speaker(UnitOfWork(spoken, "intake"), Relay(spoken, kafka)), a_key()
    await speaker.say(key, case_opened(key), case_triaged(key))
    await speaker.lose(key)
    async with hearing("intake", spoken, kafka):
        await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1, 2])
        await eventually(lambda: hearer.unit_of_work.store[GAPS].count_documents({}), lambda seen: seen == 0)
        await eventually(lambda: spoken[OUTBOX].distinct("status"), lambda seen: seen == [SENT])


async def test_a_lost_event_is_healed_although_the_clock_went_back(
    spoken: Store, kafka: Connection, hearer: Hearer
) -> None:
    speaker, key = Speaker(UnitOfWork(spoken, "intake"), Relay(spoken, kafka)), a_key()
    await speaker.say(key, case_opened(key))
    await speaker.lose(key)
    for mark, store in ((ANNOUNCED, spoken), (f"heads|{CASES}", hearer.unit_of_work.store)):
        await store[CHECKPOINTS].insert_one({"_id": mark, "through": now() + timedelta(days=1)})
    async with hearing("intake", spoken, kafka):
        await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1])
        await eventually(lambda: _caught_up(hearer), lambda through: through < now())


async def test_what_was_asked_for_again_leaves_although_others_never_stop_to_write(speaker: Speaker) -> None:
    lost, other, store = a_key(), a_key(), speaker.unit_of_work.store
    await speaker.say(lost, case_opened(lost))
    await speaker.lose(lost)
    await outbox.send_again(store, CASES, lost, 1, 1)
    await speaker.say(other, case_opened(other))
    assert await speaker.relay.work() == 2
    assert [row["status"] for key in (lost, other) for row in await speaker.rows(key)] == [SENT, SENT]


async def test_what_is_pending_goes_before_what_was_asked_for_again(speaker: Speaker) -> None:
    lost, other, store = a_key(), a_key(), speaker.unit_of_work.store
    await speaker.say(lost, case_opened(lost), case_triaged(lost))
    await speaker.lose(lost)
    await outbox.send_again(store, CASES, lost, 1, 2)
    await speaker.say(other, case_opened(other))
    assert [(row["key"], row["sequence"]) for row in await outbox.to_send(store, 2)] == [(other, 1), (lost, 1)]


@pytest.mark.parametrize("minutes", [0, 20], ids=["", "by a clock that went back"])
async def test_a_gap_is_healed_although_the_broker_lost_the_end_that_was_seen(
    spoken: Store, kafka: Connection, hearer: Hearer, minutes: int
) -> None:
    """Nobody says more, so that the topic does not get that long again."""
    speaker, key = Speaker(UnitOfWork(spoken, "intake"), Relay(spoken, kafka)), a_key()
    await speaker.say(key, case_opened(key))
    await speaker.lose(key)
    seen = now() + timedelta(minutes=minutes)
    lost = {"topic": CASES, "key": key, "head": 1, "ends": [[part, 10**9] for part in range(6)]}
    gap = {"_id": f"{CASES}|{key}", **lost, "asked": 0, "since": seen, "due": seen}
    await hearer.unit_of_work.store[GAPS].insert_one(gap)
    async with hearing("intake", spoken, kafka):
        await eventually(lambda: hearer.sequences(key), lambda heard: heard == [1])
        await eventually(lambda: hearer.unit_of_work.store[GAPS].count_documents({}), lambda gaps: gaps == 0)


async def test_what_is_tried_again_with_success_meanwhile_is_not_asked_for(spoken: Store) -> None:
    """It is parked no more, and its number is not yet seen."""
    key, asked, read = a_key(), list[Message](), asyncio.Event()
    await spoken[RETRY_QUEUE].insert_one({"_id": "parked", "topic": CASES, "key": key, "sequence": 1})
    known = {"topic": CASES, "key": key, "head": 1, "ends": [[0, 1]], "asked": 0, "since": now(), "due": now()}
    await spoken[GAPS].insert_one({"_id": f"{CASES}|{key}", **known})

    async def positions(*given: Any) -> dict[str, float]:
        seen = await ledger.positions(*given)
        if read.is_set():
            await spoken[RETRY_QUEUE].delete_one({"_id": "parked"})
        return seen

    async def tell(said: Message) -> None:
        asked.append(said)

    async def ends_of(_: str) -> dict[int, int]:
        return {0: 1}

    async def passed_of(_: str) -> dict[int, int]:
        read.set()
        return {0: 1}

    topics, wait = frozenset({CASES}), timedelta(seconds=1)
    gaps = Gaps(spoken, "statistics", topics, tell, ends_of, passed_of, now, wait, positions)
    assert await gaps.work() == 1
    assert asked == []
    assert await spoken[RETRY_QUEUE].count_documents({}) == 0


@dataclass
class Chain:
    """A consumer's side of heads, and what it asked for."""

    store: Store
    asked: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        async def tell(said: Message) -> None:
            self.asked.append(said)

        async def ends(_: str) -> dict[int, int]:
            return {0: 9}

        self.gaps = Gaps(self.store, "statistics", frozenset({CASES}), tell, ends, ends, now, timedelta(seconds=1))

    async def hear(
        self,
        since: datetime | None,
        through: datetime,
        part: int | None = 1,
        parts: int | None = 1,
        *,
        by: Service = Service.INTAKE,
        heads: dict[str, int] | None = None,
    ) -> None:
        said = HeadsAnnounced(
            service=by, topic=CASES, heads=heads or {}, since=since, through=through, part=part, parts=parts
        )
        await self.gaps.on_heads(said)

    async def through(self) -> datetime | None:
        checkpoint = await self.store[CHECKPOINTS].find_one({"_id": f"heads|{CASES}"})
        return checkpoint["through"] if checkpoint else None

    async def have(self, through: datetime) -> None:
        await self.store[CHECKPOINTS].insert_one({"_id": f"heads|{CASES}", "through": through})

    def since_asked(self) -> list[datetime | None]:
        return [each.since for each in self.asked if isinstance(each, HeadsAsked)]


async def test_a_gap_that_stays_for_weeks_is_asked_for_every_hour_and_keeps_no_other_waiting(spoken: Store) -> None:
    chain, at, keys = Chain(spoken), now(), sorted(a_key() for _ in range(2))
    for key, asked in zip(keys, (1_000, 0), strict=True):
        row = {"topic": CASES, "key": key, "head": 3, "ends": [[0, 9]], "asked": asked, "due": at, "since": at}
        await spoken[GAPS].insert_one({"_id": f"{CASES}|{key}", **row})

    assert await chain.gaps.work() == len(keys)

    assert [gap.key for each in chain.asked if isinstance(each, ReplayAsked) for gap in each.gaps] == keys
    old = await spoken[GAPS].find_one({"_id": f"{CASES}|{keys[0]}"})
    assert old is not None
    assert old["due"] - at >= LONGEST


HOUR: Final = datetime(2026, 8, 1, 12, tzinfo=UTC)


async def test_an_announcement_that_does_not_reach_back_to_the_checkpoint_moves_nothing(spoken: Store) -> None:
    """What changed in between was announced while nobody listened: it is asked for, and only the answer moves on."""
    chain, before = Chain(spoken), HOUR - timedelta(hours=3)
    await chain.have(before)
    await chain.hear(HOUR - timedelta(minutes=15), HOUR)
    assert (await chain.through(), chain.since_asked()) == (before, [before])
    await chain.hear(before, HOUR)
    assert await chain.through() == HOUR - OVERLAP
    await chain.hear(HOUR - OVERLAP, HOUR + timedelta(seconds=30))
    assert await chain.through() == HOUR + timedelta(seconds=30) - OVERLAP
    assert len(chain.asked) == 1


async def test_a_service_that_knows_no_heads_yet_asks_for_all_until_it_is_told(spoken: Store) -> None:
    chain = Chain(spoken)
    await chain.gaps.ask_for_heads()
    await chain.hear(HOUR - timedelta(minutes=15), HOUR)
    await chain.gaps.ask_for_heads()
    assert (await chain.through(), chain.since_asked()) == (None, [None] * 3)
    await chain.hear(None, HOUR)
    await chain.gaps.ask_for_heads()
    assert (await chain.through(), len(chain.asked)) == (HOUR - OVERLAP, 3)


@pytest.mark.parametrize("lost", [1, 2])
async def test_only_what_was_heard_whole_moves_the_checkpoint(spoken: Store, lost: int) -> None:
    chain, before = Chain(spoken), HOUR - timedelta(minutes=15)
    await chain.have(before)
    await chain.hear(before, HOUR, 3 - lost, 2)
    await chain.hear(before, HOUR, None, None)
    assert await chain.through() == before
    await chain.hear(before, HOUR, lost, 2)
    assert await chain.through() == HOUR - OVERLAP


async def test_a_higher_head_of_a_key_that_is_behind_is_remembered(spoken: Store) -> None:
    chain, key = Chain(spoken), a_key()
    for head in (3, 5, 4):
        await chain.hear(None, HOUR, heads={key: head})
    (row,) = await spoken[GAPS].find({}).to_list(None)
    assert (row["head"], row["ends"]) == (5, [[0, 9]])


async def test_nobody_but_the_topics_own_service_says_how_far_it_has_got(spoken: Store) -> None:
    """What it lost would be passed over by the answer of somebody who has nothing to say."""
    chain, before = Chain(spoken), HOUR - timedelta(hours=3)
    await chain.have(before)
    for other in (Service.REFERRAL, Service.STATISTICS, Service.UNKNOWN):
        await chain.hear(before, HOUR, by=other)
    assert await chain.through() == before
    told: list[Message] = []

    async def tell(said: Message) -> None:
        told.append(said)

    await HighWaterMarks(spoken, "referral", tell, now).on_asked(HeadsAsked(service=Service.STATISTICS, topic=CASES))
    assert told == []


async def test_who_asks_is_answered_also_that_nothing_changed(spoken: Store) -> None:
    told: list[Message] = []

    async def tell(said: Message) -> None:
        told.append(said)

    heads = HighWaterMarks(spoken, "intake", tell, now)
    await heads.on_asked(HeadsAsked(service=Service.STATISTICS, topic=CASES, since=now()))
    (answer,) = told
    assert isinstance(answer, HeadsAnnounced)
    assert (answer.heads, answer.part, answer.parts) == ({}, 1, 1)


async def _caught_up(hearer: Hearer) -> datetime:
    mark = await hearer.unit_of_work.store[CHECKPOINTS].find_one({"_id": f"heads|{CASES}"})
    assert mark is not None
    through: datetime = mark["through"]
    return through


async def test_what_kafka_kept_too_short_is_healed_although_nothing_follows(
    spoken: Store, speaker: Speaker, kafka: Connection, mongo: str, store_name: str
) -> None:
    key = a_key()
    await speaker.say_and_send(key, case_opened(key), case_triaged(key))
    await cut_off(kafka, [CASES])
    async with (
        hearing("intake", spoken, kafka),
        a_store(mongo, f"{store_name}_late") as store,
        hearing("statistics", store, kafka) as hearer,
    ):
        await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1, 2])


async def test_a_new_service_catches_up_with_history_that_kafka_has_no_more(
    spoken: Store, kafka: Connection, mongo: str, store_name: str, topics: None
) -> None:
    speaker, keys = Speaker(UnitOfWork(spoken, "intake"), Relay(spoken, kafka)), [a_key() for _ in range(20)]
    for key in keys:
        await speaker.say(key, case_opened(key), case_triaged(key))
        await speaker.lose(key)
    await spoken[CHECKPOINTS].insert_one({"_id": "announced", "through": (await speaker.rows(keys[0]))[0]["since"]})
    async with (
        hearing("intake", spoken, kafka),
        a_store(mongo, f"{store_name}_new") as store,
        hearing("referral", store, kafka) as hearer,
    ):
        for key in keys:
            await eventually(lambda key=key: hearer.sequences(key), lambda seen: seen == [1, 2])  # type: ignore[misc]


async def test_what_left_late_is_announced_although_it_happened_before_the_heads_reach_back(
    speaker: Speaker, spoken: Store
) -> None:
    key, told, long_ago = a_key(), list[Message](), now() - timedelta(hours=1)

    async def tell(said: Message) -> None:
        told.append(said)

    heads = HighWaterMarks(spoken, "intake", tell, now)
    await speaker.say(key, case_opened(key))
    await spoken[OUTBOX].update_one({"key": key}, {"$set": {"since": long_ago}})
    await spoken[LEDGER].update_one({"_id": key}, {"$set": {"changed": long_ago}})
    await heads.announce()
    assert told == []
    while await speaker.relay.work():
        pass
    await heads.announce()
    assert [said.heads for said in told if isinstance(said, HeadsAnnounced)] == [{key: 1}]


async def test_a_gap_that_closed_is_forgotten_at_once(speaker: Speaker, hearer: Hearer) -> None:
    key, in_an_hour = a_key(), now() + timedelta(hours=1)
    gap = {"_id": f"{CASES}|{key}", "topic": CASES, "key": key, "head": 1, "ends": [], "asked": 3, "since": now()}
    await hearer.unit_of_work.store[GAPS].insert_one(gap | {"due": in_an_hour})
    await speaker.say_and_send(key, case_opened(key))
    await eventually(lambda: hearer.unit_of_work.store[GAPS].count_documents({}), lambda seen: seen == 0)


async def test_heads_reach_back_from_today_also_when_the_clock_was_ahead(spoken: Store, speaker: Speaker) -> None:
    told: list[HeadsAnnounced] = []

    async def tell(said: Message) -> None:
        assert isinstance(said, HeadsAnnounced)
        told.append(said)

    key, ahead = a_key(), now() + timedelta(minutes=20)
    await speaker.say_and_send(key, case_opened(key))
    await spoken[CHECKPOINTS].insert_one({"_id": ANNOUNCED, "through": ahead})
    heads = HighWaterMarks(spoken, "intake", tell, now)
    await heads.announce()
    await heads.on_asked(HeadsAsked(service=Service.STATISTICS, topic=CASES, since=ahead))
    assert [each.heads for each in told] == [{key: 1}, {key: 1}]


async def test_what_was_erased_is_not_missed_and_not_applied(speaker: Speaker, hearer: Hearer) -> None:
    key, other = a_key(), a_key()
    await speaker.say_and_send(key, case_opened(key))
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1])
    await hearer.unit_of_work(lambda tx: _erase(tx, key))
    await speaker.say_and_send(key, case_triaged(key))
    await speaker.say_and_send(other, case_opened(other))
    await eventually(lambda: hearer.sequences(other), lambda seen: seen == [1])
    assert await hearer.sequences(key) == [1]
    assert await hearer.unit_of_work.store[GAPS].count_documents({"topic": CASES, "key": key}) == 0


async def _erase(tx: Transaction, key: str) -> None:
    tx.erase(key)


async def test_what_follows_an_erasure_in_the_same_batch_is_dropped(speaker: Speaker, hearer: Hearer) -> None:
    key, other = a_key(), a_key()
    _, eraser, _ = await speaker.say(key, case_opened(key), case_triaged(key), case_triaged(key))
    hearer.erasers.add(eraser)
    await speaker.say_and_send(other, case_opened(other))
    await eventually(lambda: hearer.sequences(other), lambda seen: seen == [1])
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1, 2])
    ledger = await hearer.unit_of_work.store[LEDGER].find_one({"_id": key})
    assert ledger is not None
    assert "erased" in ledger
    assert await hearer.unit_of_work.store[RETRY_QUEUE].count_documents({"key": key}) == 0
