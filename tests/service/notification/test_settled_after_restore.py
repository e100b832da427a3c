"""After a restore no notice is under way that left long ago, and whoever read of a request hears of its end."""

import uuid
from collections.abc import AsyncIterator

import pytest

from services.notification.domain.delivery import Delivery, Occasion, Rule, owe
from services.notification.domain.notice_policy import request
from services.notification.handlers.notify import MAIL
from services.notification.handlers.settle import settle_with_partner
from services.notification.handlers.settle_restored import AT_ONCE, SettleRestored
from services.notification.main import ALL_INDEXES
from services.notification.store import DELIVERIES
from shared.bus import RESTORED, Transaction, UnitOfWork
from shared.clock import now
from shared.contracts.notification import DeliverySent
from shared.store import Store, connect, prepare

pytestmark = pytest.mark.engines

REFERRAL = "referral"


@pytest.fixture
async def store(mongo: str) -> AsyncIterator[Store]:
    """Notification's, of which a backup was put back."""
    database = f"lotse_settled_{uuid.uuid4().hex[:8]}"
    store = connect(mongo, database)
    await prepare(store, ALL_INDEXES)
    yield store
    await store.client.drop_database(database)
    await store.close()


async def a_notice(store: Store, *, left: bool, lacking: bool = True, owed: bool = False) -> Delivery:
    """`left`: Kafka knew it, and the restore marked its effect; `lacking`: the backup lacked something of its case."""
    rule: Rule = "desk_answered" if owed else "referral_sent"
    return await of_case(store, str(uuid.uuid4()), rule, left=left, lacking=lacking, owed=owed)


async def of_case(
    store: Store, case_id: str, rule: Rule, *, left: bool, lacking: bool, owed: bool = False, notice: str = ""
) -> Delivery:
    occasion = Occasion(str(uuid.uuid4()), rule, case_id=case_id, referral_id=REFERRAL, partner_id="partner")
    made = owe(occasion, "person" if owed else "partner", now()).state
    made = made if owed else request(made).state.model_copy(update={"notice": notice or made.id})

    async def work(tx: Transaction) -> None:
        await DELIVERIES.put(tx, made)
        if not left:
            tx.add_effect(MAIL, key=case_id, payload={"delivery_id": made.id}, id=notice or made.id)

    await UnitOfWork(store, "notification")(work)
    if left and not notice:
        mark = {"_id": made.id, "kind": DeliverySent.TYPE, "key": case_id, "status": "done", "done": now()}
        await store["dispatches"].insert_one(mark)
    if lacking:
        await store[RESTORED].update_one({"_id": case_id}, {"$set": {"since": now()}}, upsert=True)
    return made


async def states(store: Store, *notices: Delivery) -> list[str]:
    async def work(tx: Transaction) -> list[str]:
        return [(await DELIVERIES.get(tx, id=each.id)).state for each in notices]

    return await UnitOfWork(store, "notification")(work)


async def settle(store: Store) -> None:
    await SettleRestored(UnitOfWork(store, "notification"))()


async def test_what_left_is_sent_and_what_is_still_to_leave_waits(store: Store) -> None:
    left, owed = await a_notice(store, left=True), await a_notice(store, left=True, owed=True)
    waits, still_owed = await a_notice(store, left=False), await a_notice(store, left=False, owed=True)

    await settle(store)

    assert await states(store, left, owed, waits, still_owed) == ["sent", "sent", "waiting", "owed"]
    assert await store["outbox"].count_documents({}) == 0


async def test_what_left_with_the_mail_of_another_is_sent_with_it(store: Store) -> None:
    first = await a_notice(store, left=True)
    with_it = await of_case(store, first.key, "referral_sent", left=True, lacking=True, notice=first.id)

    await settle(store)

    assert await states(store, first, with_it) == ["sent", "sent"]


async def test_of_a_key_that_no_restore_touched_nothing_is_said(store: Store) -> None:
    untouched = await a_notice(store, left=True, lacking=False)

    await settle(store)

    assert await states(store, untouched) == ["waiting"]


async def test_more_than_fit_into_one_transaction_are_settled(store: Store) -> None:
    case_id = str(uuid.uuid4())
    many = [await of_case(store, case_id, "referral_sent", left=True, lacking=True) for _ in range(AT_ONCE + 1)]

    await settle(store)

    assert set(await states(store, *many)) == {"sent"}


async def test_the_partner_that_read_of_a_request_hears_of_its_recall(store: Store) -> None:
    left = await a_notice(store, left=True)
    await settle(store)

    was_told = await UnitOfWork(store, "notification")(lambda tx: settle_with_partner(tx, left.key, REFERRAL))

    assert was_told
    assert await states(store, left) == ["sent"]
