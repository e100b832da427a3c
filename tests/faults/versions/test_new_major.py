"""A fact gets a new major: consumers first and nobody notices; the producer first and its cases wait, none is lost."""

from pathlib import Path
from typing import Final

import pytest

from shared.bus import UnitOfWork
from shared.bus.repair.redrive import Choice, Redrive
from shared.bus.write.unit_of_work import RETRY_QUEUE
from tests.harness.case_events import a_key
from tests.harness.eventually import eventually
from tests.harness.versions import new_major
from tests.harness.versions.earlier_revision import ROOT
from tests.harness.versions.service_processes import SERVICES, TODAY, Code, ServiceProcesses

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]

TOMORROW: Final = Code(ROOT, Path(new_major.__file__))
ALL_OF_TOMORROW: Final = dict.fromkeys(SERVICES, TOMORROW)


async def test_consumers_first(services: ServiceProcesses) -> None:
    key = a_key()
    async with services.on(ALL_OF_TOMORROW | {"intake": TODAY}) as intake:
        await services.publish(intake, key, "opened", "answered")
        await services.has_published(key, 2)
        await services.holds()
    async with services.on(ALL_OF_TOMORROW) as intake:
        await services.publish(intake, key, "answered", "triaged")
        await services.has_published(key, 4)
        await services.holds()
    assert await services.consumed("statistics", key) == [1, 2, 3, 4]


async def test_the_producer_first(services: ServiceProcesses) -> None:
    key, other = a_key(), a_key()
    parked = services.stores["statistics"][RETRY_QUEUE]
    async with services.on(ALL_OF_TOMORROW | {"statistics": TODAY}) as intake:
        await services.publish(intake, key, "opened", "answered", "triaged")
        await services.publish(intake, other, "opened")
        await eventually(lambda: parked.count_documents({"key": key}), lambda waiting: waiting == 2)
        await eventually(lambda: services.consumed("statistics", other), lambda heard: heard == [1])
    redrive = Redrive(UnitOfWork(services.stores["statistics"], "statistics"), "omar")
    assert await redrive.retry("parked", Choice(reason="unknown-version"), "deployed in the wrong order") == 1
    async with services.on(ALL_OF_TOMORROW):
        await services.holds()
    assert await services.consumed("statistics", key) == [1, 2, 3]
