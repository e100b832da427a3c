"""A fact gets a new major: consumers first and nobody notices; the producer first and its cases wait, none is lost."""

from pathlib import Path
from typing import Final

import pytest

from shared.bus.parking import PARKED
from shared.bus.redrive import Choice, Redrive
from shared.clock import now
from tests.harness.case_events import a_key
from tests.harness.eventually import eventually
from tests.harness.versions import new_major
from tests.harness.versions.earlier_revision import ROOT
from tests.harness.versions.service_processes import SERVICES, Code, Troupe

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]

TODAY: Final = Code(ROOT)
TOMORROW: Final = Code(ROOT, Path(new_major.__file__))
ALL_OF_TOMORROW: Final = dict.fromkeys(SERVICES, TOMORROW)


async def test_consumers_first(troupe: Troupe) -> None:
    key = a_key()
    async with troupe.on(ALL_OF_TOMORROW | {"intake": TODAY}) as intake:
        await troupe.say(intake, key, "opened", "answered")
        await troupe.has_said(key, 2)
        await troupe.holds()
    async with troupe.on(ALL_OF_TOMORROW) as intake:
        await troupe.say(intake, key, "answered", "triaged")
        await troupe.has_said(key, 4)
        await troupe.holds()
    assert await troupe.heard("statistics", key) == [1, 2, 3, 4]


async def test_the_producer_first(troupe: Troupe) -> None:
    key, other = a_key(), a_key()
    parked = troupe.stores["statistics"][PARKED]
    async with troupe.on(ALL_OF_TOMORROW | {"statistics": TODAY}) as intake:
        await troupe.say(intake, key, "opened", "answered", "triaged")
        await troupe.say(intake, other, "opened")
        await eventually(lambda: parked.count_documents({"key": key}), lambda waiting: waiting == 2)
        await eventually(lambda: troupe.heard("statistics", other), lambda heard: heard == [1])
    hand = Redrive(troupe.stores["statistics"], "omar", now)
    assert await hand.retry("parked", Choice(reason="unknown-version"), "deployed in the wrong order") == 1
    async with troupe.on(ALL_OF_TOMORROW):
        await troupe.holds()
    assert await troupe.heard("statistics", key) == [1, 2, 3]
