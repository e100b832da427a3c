"""What is asked of a client really goes over the wire."""

import os
import uuid
from datetime import UTC, datetime

import pytest

from infra.embedded.ports import HOST, free_ports
from shared.store import AWAY, Session, Store, connect, transaction
from tests.harness.engines.store_faults import Faulty

pytestmark = pytest.mark.engines

DURABLE = {"w": "majority", "j": True}


def test_the_driver_is_the_one_that_was_asked_for(store: Store) -> None:
    driver = type(store.client).__module__.partition(".")[0]
    assert driver == ("pymongo" if os.environ.get("STORE_DRIVER") == "pymongo" else "motor")


async def test_a_write_is_acknowledged_by_a_majority_and_its_journal(faulty: Faulty) -> None:
    await faulty.store["cases"].insert_one({"_id": "1"})
    (insert,) = faulty.wire.commands("insert")
    assert insert["writeConcern"] == DURABLE


async def test_a_single_write_can_be_sent_again_without_doing_it_twice(faulty: Faulty) -> None:
    faulty.wire.cut("insert", "after")
    await faulty.store["cases"].insert_one({"_id": "1"})
    first, again = faulty.wire.commands("insert")
    assert first["txnNumber"] == again["txnNumber"]
    assert await faulty.truth["cases"].count_documents({}) == 1


async def test_a_read_sees_only_what_cannot_be_rolled_back(faulty: Faulty) -> None:
    await faulty.store["cases"].find_one({"_id": "1"})
    (find,) = faulty.wire.commands("find")
    assert find["readConcern"]["level"] == "majority"


async def test_a_transaction_reads_a_snapshot_and_commits_durably(faulty: Faulty) -> None:
    async def work(session: Session) -> None:
        await faulty.store["cases"].find_one({"_id": "1"}, session=session)
        await faulty.store["cases"].insert_one({"_id": "1"}, session=session)

    await transaction(faulty.store, work)
    (find,) = faulty.wire.commands("find")
    (commit,) = faulty.wire.commands("commitTransaction")
    assert find["startTransaction"]
    assert find["readConcern"]["level"] == "snapshot"
    assert commit["writeConcern"] == DURABLE


async def test_times_come_back_with_their_zone_and_ids_as_they_went(store: Store) -> None:
    kept = {"_id": uuid.uuid4(), "at": datetime(2026, 8, 1, 12, tzinfo=UTC)}
    await store["cases"].insert_one(kept)
    assert await store["cases"].find_one({}) == kept


async def test_a_store_that_cannot_be_reached_is_away() -> None:
    (port,) = free_ports(1)
    nowhere = connect(f"mongodb://{HOST}:{port}/", "nowhere")
    with pytest.raises(AWAY):
        await nowhere.ping()
    await nowhere.close()


@pytest.mark.parametrize(
    ("name", "code"), [("shutting down", 91), ("no primary", 10107), ("stepping down", 11602), ("too slow", 50)]
)
async def test_an_engine_that_cannot_answer_now_is_away(faulty: Faulty, name: str, code: int) -> None:
    await faulty.fail("ping", errorCode=code)
    with pytest.raises(AWAY):
        await faulty.store.ping()
    await faulty.store.ping()


async def test_a_lost_connection_is_away(faulty: Faulty) -> None:
    await faulty.store.ping()
    faulty.wire.cut("ping", "before")
    with pytest.raises(AWAY):
        await faulty.store.ping()
