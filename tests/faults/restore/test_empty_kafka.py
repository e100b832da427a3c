"""A broker that has nothing any more, and stores that have everything: the stores are the truth."""

from pathlib import Path

import pytest

from infra.kafka.topics import create
from shared.bus.write.outbox import OUTBOX, SENT
from tests.faults.conftest import WANTED
from tests.harness.case_events import case_triaged
from tests.harness.engines.single_node import a_kafka
from tests.harness.eventually import eventually
from tests.harness.faults.restorable_services import House

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]


async def test_what_the_old_broker_took_with_it_is_said_again(house: House, tmp_path: Path) -> None:
    async with house.running():
        known = await house.open_case()
        await house.holds()
    async with house.running("intake"):
        unheard = await house.open_case()
        outbox = house.stores["intake"][OUTBOX]
        await eventually(lambda: outbox.count_documents({"key": unheard, "status": SENT}), lambda sent: sent == 2)
    unsent = await house.open_case()
    await house.let_a_day_pass()
    async with a_kafka(tmp_path) as engine:
        await create(engine.address, WANTED)
        before, house.kafka = house.kafka, engine.address
        try:
            async with house.running():
                await house.say(known, case_triaged(known))
                await house.holds()
        finally:
            house.kafka = before
    for key in (unheard, unsent):
        assert (
            await house.stores["statistics"]["heard"].count_documents({"key": key, "topic": "lotse.intake.case"}) == 2
        )
