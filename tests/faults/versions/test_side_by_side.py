"""Old and new code on the same engines and stores, in both orders of deployment, and taken back again."""

from pathlib import Path
from typing import Final

import pytest

from tests.harness.case_events import a_key
from tests.harness.versions.service_processes import SERVICES, TODAY, ServiceProcesses, earlier_code

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]

NOBODY: Final[set[str]] = set()
CONSUMERS: Final = {"referral", "statistics"}


@pytest.mark.parametrize("first", [{"intake"}, CONSUMERS], ids=["producer first", "consumers first"])
async def test_each_understands_the_other(services: ServiceProcesses, old: Path, first: set[str]) -> None:
    """Old, one side new, all new, and back again: a case goes on, another begins, a third is erased at each step."""
    steps = [NOBODY, first, set(SERVICES), NOBODY]
    lasting, ended = a_key(), []
    for number, new in enumerate(steps, 1):
        begun, gone = a_key(), a_key()
        async with services.on({each: TODAY if each in new else earlier_code(old) for each in SERVICES}) as intake:
            await services.publish(intake, lasting, *(["opened"] if number == 1 else ["triaged"]))
            await services.publish(intake, begun, "opened", "triaged")
            await services.publish(intake, gone, "opened", "erased")
            for key, many in ((lasting, number), (begun, 2), (gone, 2)):
                await services.has_published(key, many)
            await services.holds(by_today=new >= CONSUMERS)
        ended.append(gone)
        assert await services.consumed("statistics", lasting) == list(range(1, number + 1))
        assert await services.consumed("referral", begun) == [1, 2]
    assert [await services.consumed("referral", key) for key in ended] == [[]] * len(steps)
