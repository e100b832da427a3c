"""Three nodes, and the primary goes while everybody writes."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.bus import Transaction, UnitOfWork
from shared.store import AWAY, Store
from tests.harness.case_events import a_key, case_answered
from tests.harness.engines.replica_set import a_replica_set
from tests.harness.eventually import PATIENCE
from tests.harness.services.recording_service import a_store
from tests.service.store.test_ledger_under_faults import said

pytestmark = [pytest.mark.engines, pytest.mark.system]

WRITERS, EACH = 12, 15


@pytest.fixture
async def three_nodes(tmp_path_factory: pytest.TempPathFactory, store_name: str) -> AsyncIterator[Store]:
    async with a_replica_set(tmp_path_factory.mktemp("three")) as three, a_store(three.address, store_name) as store:
        yield store


async def test_a_primary_that_steps_down_costs_no_event_and_doubles_none(three_nodes: Store) -> None:
    unit_of_work, begun = UnitOfWork(three_nodes, "intake"), asyncio.Event()

    async def write(key: str) -> None:
        async def work(tx: Transaction) -> None:
            tx.publish(case_answered(key), key=key)

        for _ in range(EACH):
            await unit_of_work(work)
            begun.set()

    async def step_down() -> None:
        async with asyncio.timeout(PATIENCE):
            await begun.wait()
        try:
            await three_nodes.client.admin.command({"replSetStepDown": 5, "secondaryCatchUpPeriodSecs": 5})
        except AWAY:
            return  # the answer may go with the primary

    keys = [a_key() for _ in range(WRITERS)]
    before = await three_nodes.client.admin.command("hello")
    await asyncio.gather(*map(write, keys), step_down())
    after = await three_nodes.client.admin.command("hello")
    assert after["primary"] != before["primary"]
    for key in keys:
        assert await said(three_nodes, key) == list(range(1, EACH + 1))
