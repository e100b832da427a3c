"""The workers of the leader: effects, and rows that Kafka refuses."""

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest
from aiokafka.errors import KafkaError
from pymongo.errors import ConnectionFailure

from infra.kafka.topics import Wanted, create
from shared.bus import Connection, Effect, OnDone, Transaction, UnitOfWork
from shared.bus.publish import relay
from shared.bus.publish.leader import LEASES, LeaderLease
from shared.bus.publish.relay import Relay
from shared.bus.write.effects import AT_ONCE, DONE, MOST_TRIES, EffectsWorker, SlowEffectsWorker
from shared.bus.write.outbox import OUTBOX, PENDING, REFUSED, SENT
from shared.bus.write.unit_of_work import EFFECTS, IMMEDIATELY, WAITING
from shared.clock import now
from shared.contracts import catalogue
from shared.contracts.partner import OfferRecalled
from shared.contracts.vocabulary import RecallReason
from shared.errors import Never, TryLater
from shared.in_places import AWAITED, PLACES, PLACES_PER_PARTY
from shared.store import Document, Store
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.eventually import PATIENCE, eventually
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.recording_service import a_store


@pytest.fixture
async def store(mongo: str, store_name: str) -> AsyncIterator[Store]:
    async with a_store(mongo, store_name) as store:
        yield store


async def _ask(unit_of_work: UnitOfWork, key: str, payload: Document) -> str:
    async def work(tx: Transaction) -> str:
        return tx.add_effect("mail", key=key, payload=payload)

    return await unit_of_work(work, cause="the-asking-event")


async def test_a_slow_kind_is_done_apart_and_holds_up_no_other(store: Store) -> None:
    unit_of_work, key, answered = UnitOfWork(store, "notification"), a_key(), asyncio.Event()
    done: list[str] = []

    async def conclude(tx: Transaction) -> None:
        """Nothing to note."""

    async def slow(row: Effect) -> OnDone:
        await answered.wait()
        done.append(row.kind)
        return conclude

    async def quick(row: Effect) -> OnDone:
        done.append(row.kind)
        return conclude

    await unit_of_work(lambda tx: _added(tx, key, "webhook"))
    await unit_of_work(lambda tx: _added(tx, key, "mail"))
    waiting = asyncio.create_task(SlowEffectsWorker(unit_of_work, {"webhook": slow}).work_off())
    assert await EffectsWorker(unit_of_work, {"mail": quick}, apart={"webhook"}).work() == 1
    assert done == ["mail"]
    answered.set()
    await waiting
    assert done == ["mail", "webhook"]


async def _added(tx: Transaction, key: str, kind: str, awaited: str | None = None) -> str:
    return tx.add_effect(kind, key=key, payload={AWAITED: awaited} if awaited else {})


async def test_of_slow_effects_few_wait_for_one_and_each_is_done_once(store: Store) -> None:
    unit_of_work, key, answers = UnitOfWork(store, "notification"), a_key(), asyncio.Event()
    begun: Counter[str] = Counter()

    async def slow(row: Effect) -> OnDone:
        whom = row.payload.get(AWAITED, "of an earlier release")
        begun[whom] += 1
        if whom == "silent":
            await answers.wait()
        return _nothing

    for whom, many in (("silent", PLACES), (None, PLACES_PER_PARTY + 1), ("well", PLACES)):
        for _ in range(many):
            await unit_of_work(partial(_added, key=key, kind="webhook", awaited=whom))
    works = asyncio.create_task(SlowEffectsWorker(unit_of_work, {"webhook": slow}).work_off())
    await eventually(
        lambda: store[EFFECTS].count_documents({"status": "done"}), lambda done: done == many + PLACES_PER_PARTY + 1
    )
    assert begun["silent"] == PLACES_PER_PARTY
    await unit_of_work(partial(_added, key=key, kind="webhook", awaited="new"))
    await eventually(lambda: asyncio.sleep(0, begun["new"]))
    answers.set()
    await works
    assert begun == {"silent": PLACES, "well": PLACES, "of an earlier release": PLACES_PER_PARTY + 1, "new": 1}
    assert await store[EFFECTS].distinct("status") == ["done"]


async def test_a_dispatch_is_done_and_concluded_in_one_transaction(store: Store) -> None:
    unit_of_work, key = UnitOfWork(store, "notification"), a_key()
    row_id = await _ask(unit_of_work, key, {"reference": "r"})
    done: list[Effect] = []

    async def perform(row: Effect) -> OnDone:
        done.append(row)

        async def conclude(tx: Transaction) -> None:
            tx.publish(case_opened(row.key), key=row.key)

        return conclude

    performer = EffectsWorker(unit_of_work, {"mail": perform})
    assert await performer.work() == 1
    assert await performer.work() == 0
    assert [(row.id, row.payload, row.cause) for row in done] == [(row_id, {"reference": "r"}, "the-asking-event")]
    (said,) = await store[OUTBOX].find({"key": key}).to_list(None)
    assert b'"causationid":"the-asking-event"' in said["body"]


async def test_a_failing_dispatch_is_tried_again_and_a_hopeless_one_given_up(store: Store) -> None:
    unit_of_work = UnitOfWork(store, "notification")
    troubles: dict[str, list[Exception]] = {
        await _ask(unit_of_work, a_key(), {}): [TryLater(), OSError()],
        await _ask(unit_of_work, a_key(), {}): [Never()],
    }

    async def perform(row: Effect) -> OnDone:
        if troubles[row.id]:
            raise troubles[row.id].pop()
        return _nothing

    performer = EffectsWorker(unit_of_work, {"mail": perform})

    async def states() -> list[str]:
        await performer.work()
        return sorted([row["status"] async for row in store[EFFECTS].find({})])

    await eventually(states, lambda seen: seen == ["done", "given_up"])


async def test_a_dispatch_done_by_a_stalled_holder_too_is_concluded_once(store: Store) -> None:
    unit_of_work, key = UnitOfWork(store, "notification"), a_key()
    await _ask(unit_of_work, key, {})
    both = asyncio.Barrier(2)

    async def perform(row: Effect) -> OnDone:
        async with asyncio.timeout(PATIENCE):
            await both.wait()

        async def conclude(tx: Transaction) -> None:
            tx.publish(case_opened(row.key), key=row.key)

        return conclude

    holders = [EffectsWorker(unit_of_work, {"mail": perform}) for _ in range(2)]
    await asyncio.gather(*(holder.work() for holder in holders))
    assert await store[OUTBOX].count_documents({"key": key}) == 1


async def test_only_one_holds_the_lease_and_the_next_takes_it_when_it_ends(store: Store) -> None:
    first, second = LeaderLease(store, "first", seconds=60), LeaderLease(store, "second", seconds=60)
    assert await first.take()
    assert not await second.take()
    assert await first.take()
    held = await store[LEASES].find_one({})
    assert held is not None
    assert now() < held["until"] <= now() + timedelta(seconds=60)
    await store[LEASES].update_one({}, [{"$set": {"until": {"$subtract": ["$$NOW", 1]}}}])
    assert await second.take()
    assert not await first.take()
    await second.release()
    assert await first.take()


@pytest.mark.parametrize("size", [300_000, 2_000_000], ids=["by the broker", "by the client"])
async def test_a_refused_row_blocks_its_key_only(speaker: Speaker, size: int) -> None:
    refused, other = a_key(), a_key()
    await speaker.say(refused, case_opened(refused), case_triaged(refused))
    first, second = await speaker.rows(refused)
    await speaker.unit_of_work.store[OUTBOX].update_one({"_id": first["_id"]}, {"$set": {"body": b"x" * size}})
    await speaker.say_and_send(other, case_opened(other))
    states = {row["_id"]: row["status"] for row in await speaker.rows(refused)}
    assert states == {first["_id"]: REFUSED, second["_id"]: PENDING}
    assert [row["status"] for row in await speaker.rows(other)] == [SENT]


async def test_keys_that_wait_for_topics_that_are_not_there_hold_up_no_other(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many they are: for each of them the client would wait half of the time that a pass has."""
    waiting, other = [a_key() for _ in range(6)], a_key()

    async def work(tx: Transaction) -> None:
        for number, key in enumerate(waiting):
            topic = catalogue.topic_of(OfferRecalled.TYPE).named(f"{waiting[0][:8]}{number % 3}")
            tx.publish(OfferRecalled(reference=key, reason=RecallReason.BY_COUNSELLOR), key=key, topic=topic)

    await speaker.unit_of_work(work)
    await speaker.say(other, case_opened(other))
    with pytest.raises(KafkaError):
        await speaker.relay.work()
    assert [row["status"] for row in await speaker.rows(other)] == [SENT]
    monkeypatch.setattr(relay, "LASTING", 0.0)
    assert await speaker.relay.work() == len(waiting)
    assert {row["status"] for key in waiting for row in await speaker.rows(key)} == {REFUSED}


async def test_a_topic_unknown_for_a_moment_refuses_nothing(speaker: Speaker, kafka: Connection) -> None:
    key, opaque = a_key(), uuid.uuid4().hex[:12]
    topic = catalogue.topic_of(OfferRecalled.TYPE).named(opaque)

    async def work(tx: Transaction) -> None:
        tx.publish(OfferRecalled(reference=key, reason=RecallReason.BY_COUNSELLOR), key=key, topic=topic)

    await speaker.unit_of_work(work)
    with pytest.raises(KafkaError):
        await speaker.relay.work()
    assert [row["status"] for row in await speaker.rows(key)] == [PENDING]
    await create(kafka, [Wanted(topic)])
    await eventually(speaker.relay.work, lambda left: left == 0)
    assert [row["status"] for row in await speaker.rows(key)] == [SENT]


async def _nothing(_: Transaction) -> None:
    return None


async def test_an_effect_that_only_another_release_knows_is_waited_for(store: Store) -> None:
    unit_of_work = UnitOfWork(store, "notification")
    effect_id = await _ask(unit_of_work, a_key(), {})
    await store[EFFECTS].update_one({"_id": effect_id}, {"$set": {"tries": MOST_TRIES}})

    assert await EffectsWorker(unit_of_work, {}).work() == 1

    row = await store[EFFECTS].find_one({"_id": effect_id})
    assert row is not None
    assert (row["status"], row["reason"], row["tries"]) == (WAITING, "TryLater", MOST_TRIES + 1)


@pytest.mark.parametrize("error", [Never(), TryLater()])
async def test_who_was_halted_changes_nothing_of_what_another_leader_has_done(store: Store, error: Exception) -> None:
    unit_of_work = UnitOfWork(store, "notification")
    effect_id = await _ask(unit_of_work, a_key(), {})

    async def done(_: Effect) -> OnDone:
        return _nothing

    async def halted(_: Effect) -> OnDone:
        await EffectsWorker(unit_of_work, {"mail": done}).work()
        raise error

    await EffectsWorker(unit_of_work, {"mail": halted}).work()

    row = await store[EFFECTS].find_one({"_id": effect_id})
    assert row is not None
    assert (row["status"], row["tries"]) == (DONE, 0)


async def test_many_rows_for_one_partition_are_not_too_large_together(
    mongo: str, store_name: str, kafka: Connection
) -> None:
    topic = f"lotse.partner.{a_key()[:8]}.referrals"
    await create(kafka, [Wanted(topic)])
    async with a_store(mongo, store_name) as store:
        relay, keys = Relay(store, kafka), [a_key() for _ in range(500)]
        wordy = case_opened(a_key())

        async def say(tx: Transaction) -> None:
            for key in keys:
                tx.publish(wordy, key=key, topic=topic)

        await UnitOfWork(store, "intake")(say)
        assert await relay.work() == len(keys)
        await relay.close()
        assert await store[OUTBOX].distinct("status") == [SENT]


async def test_what_waits_for_no_time_is_done_although_the_clock_went_back(store: Store) -> None:
    ahead, done = now() + timedelta(minutes=20), list[Effect]()
    await _ask(UnitOfWork(store, "notification", lambda: ahead), a_key(), {})

    async def perform(row: Effect) -> OnDone:
        done.append(row)
        return _nothing

    performer = EffectsWorker(UnitOfWork(store, "notification"), {"mail": perform})
    assert await performer.work() == 1
    assert len(done) == 1


async def test_marks_of_a_restore_that_were_made_due_hold_up_no_effect(store: Store) -> None:
    unit_of_work, done = UnitOfWork(store, "notification"), list[str]()
    mark: Document = {"kind": "delivery.sent", "key": a_key(), "status": WAITING, "due": IMMEDIATELY, "tries": 0}
    await store[EFFECTS].insert_many([mark | {"_id": f"mark {number}"} for number in range(AT_ONCE)])
    asked = await _ask(unit_of_work, a_key(), {})

    async def perform(row: Effect) -> OnDone:
        done.append(row.id)
        return _nothing

    assert await EffectsWorker(unit_of_work, {"mail": perform}).work() == 1
    await SlowEffectsWorker(unit_of_work, {"delivery.sent": perform}).work_off()
    assert done == [asked]


async def test_while_the_store_is_away_no_effect_of_the_pass_is_left_running(store: Store) -> None:
    unit_of_work, over = UnitOfWork(store, "notification"), list[str]()
    quick, slow = [await _ask(unit_of_work, a_key(), {}) for _ in range(2)]

    async def perform(row: Effect) -> OnDone:
        if row.id == quick:
            raise ConnectionFailure
        await asyncio.sleep(0.05)
        over.append(row.id)
        return _nothing

    with pytest.raises(ConnectionFailure):
        await EffectsWorker(unit_of_work, {"mail": perform}).work()
    assert over == [slow]
