"""A store older than Kafka: no number is used again, no dispatch is told twice, a human sees what is lost."""

import uuid
from functools import partial

from shared.bus import Connection, Transaction, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.bus.repair.restore import RESTORED, Restored, restore
from shared.bus.write.effects import DONE
from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import OUTBOX, SENT
from shared.bus.write.unit_of_work import EFFECTS, WAITING
from shared.clock import now
from shared.contracts.intake import CaseErased
from shared.contracts.notification import DeliverySent
from shared.store import Store
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.services.case_publisher import Speaker


async def test_numbers_rise_to_what_was_said_and_lost_rows_come_back(speaker: Speaker, kafka: Connection) -> None:
    key, untouched, store = a_key(), a_key(), speaker.unit_of_work.store
    await speaker.say_and_send(key, case_opened(key))
    await speaker.say_and_send(untouched, case_opened(untouched))
    backup = await store[LEDGER].find_one({"_id": key})
    assert backup is not None
    _, last = await speaker.say_and_send(key, case_triaged(key), case_triaged(key))
    await store[LEDGER].replace_one({"_id": key}, backup)
    await store[OUTBOX].delete_many({"key": key, "sequence": {"$gt": 1}})
    affected = await restore(store, "intake", kafka, now)
    assert key in affected.affected
    assert untouched not in affected.affected
    assert await store[RESTORED].count_documents({"_id": key}) == 1
    await speaker.say(key, case_triaged(key))
    rows = await speaker.rows(key)
    assert [row["sequence"] for row in rows] == [1, 2, 3, 4]
    assert (rows[2]["_id"], rows[2]["status"]) == (last, SENT)
    assert (await restore(store, "intake", kafka, now)).affected == []


async def test_a_mail_that_left_before_the_restore_is_not_sent_again(
    spoken: Store, kafka: Connection, topics: None
) -> None:
    notification, dispatch_id, key = UnitOfWork(spoken, "notification"), str(uuid.uuid4()), a_key()
    speaker = Speaker(notification, Relay(spoken, kafka))
    await speaker.say_and_send(key, _sent(key, dispatch_id))
    await speaker.relay.close()
    for name in (LEDGER, OUTBOX):
        await spoken[name].delete_many({})
    await restore(spoken, "notification", kafka, now)

    async def ask_again(tx: Transaction) -> None:
        tx.add_effect("mail", key=key, payload={}, id=dispatch_id)
        tx.move_effect(dispatch_id, key=key)

    await notification(ask_again)
    row = await spoken[EFFECTS].find_one({"_id": dispatch_id})
    assert row is not None
    assert row["status"] == DONE


async def test_what_is_wanted_once_more_after_it_was_sent_stays_wanted(
    spoken: Store, kafka: Connection, topics: None
) -> None:
    """The backup knows the report, and that somebody had it sent again since."""
    notification, dispatch_id, key = UnitOfWork(spoken, "notification"), str(uuid.uuid4()), a_key()
    speaker = Speaker(notification, Relay(spoken, kafka))
    await speaker.say_and_send(key, _sent(key, dispatch_id))
    await notification(lambda tx: _asked(tx, key, dispatch_id))
    backup = {name: await spoken[name].find({"_id": {"$exists": 1}}).to_list(None) for name in (LEDGER, OUTBOX)}
    await speaker.say_and_send(key, _sent(key, str(uuid.uuid4())))
    await speaker.relay.close()
    for name, documents in backup.items():
        await spoken[name].delete_many({})
        await spoken[name].insert_many(documents)

    await restore(spoken, "notification", kafka, now)

    row = await spoken[EFFECTS].find_one({"_id": dispatch_id})
    assert row is not None
    assert row["status"] == WAITING
    assert await spoken[EFFECTS].count_documents({"status": DONE, "key": key}) == 1


async def test_what_was_erased_does_not_come_back(spoken: Store, kafka: Connection, speaker: Speaker) -> None:
    key, reference, unit_of_work = a_key(), a_key(), speaker.unit_of_work

    async def offer(tx: Transaction) -> None:
        tx.publish(case_triaged(reference), key=reference, owner=key)

    await speaker.say(key, case_opened(key), case_triaged(key))
    await unit_of_work(offer)
    while await speaker.relay.work():
        pass
    (erased,) = await unit_of_work(partial(_erase, key))
    while await speaker.relay.work():
        pass
    assert key not in (await restore(spoken, "intake", kafka, now)).affected
    rows = await spoken[OUTBOX].find({"key": {"$in": [key, reference]}}).to_list(None)
    assert [row["_id"] for row in rows] == [erased]


async def test_an_erasure_that_the_backup_has_not_heard_of_is_told(
    spoken: Store, kafka: Connection, speaker: Speaker
) -> None:
    key = a_key()
    await speaker.say_and_send(key, case_opened(key))
    backup = {name: await spoken[name].find({"_id": {"$exists": 1}}).to_list(None) for name in (LEDGER, OUTBOX)}
    await speaker.unit_of_work(partial(_erase, key))
    while await speaker.relay.work():
        pass
    for name, documents in backup.items():
        await spoken[name].delete_many({})
        await spoken[name].insert_many(documents)
    restored = await restore(spoken, "intake", kafka, now)
    assert key in restored.erased
    assert key not in restored.affected
    assert [row["sequence"] for row in await speaker.rows(key)] == [1, 2]
    assert await spoken[RESTORED].count_documents({"_id": key}) == 0


async def test_who_says_nothing_has_nothing_to_restore(spoken: Store, kafka: Connection, topics: None) -> None:
    assert await restore(spoken, "statistics", kafka, now) == Restored([], [])


def _sent(key: str, dispatch_id: str) -> DeliverySent:
    return DeliverySent(dispatch_id=dispatch_id, case_id=key, audience="person", channel="mail", rule="desk_answered")


async def _asked(tx: Transaction, key: str, dispatch_id: str) -> None:
    tx.add_effect("mail", key=key, payload={}, id=dispatch_id)


async def _erase(key: str, tx: Transaction) -> list[str]:
    tx.erase(key)
    return [tx.publish(CaseErased(case_id=key), key=key)]
