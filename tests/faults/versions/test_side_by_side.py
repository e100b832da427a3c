"""Old and new code on the same engines and stores, in both orders of deployment, and taken back again."""

from pathlib import Path
from typing import Final

import pytest

from tests.harness.case_events import a_key
from tests.harness.versions.earlier_revision import ROOT
from tests.harness.versions.service_processes import SERVICES, Code, Troupe

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]

NOBODY: Final[set[str]] = set()
HEARERS: Final = {"referral", "statistics"}


@pytest.mark.parametrize("first", [{"intake"}, HEARERS], ids=["producer first", "consumers first"])
async def test_each_understands_the_other(troupe: Troupe, old: Path, first: set[str]) -> None:
    """Old, one side new, all new, and back again: a case goes on, another begins, a third is erased at each step."""
    steps = [NOBODY, first, set(SERVICES), NOBODY]
    lasting, ended = a_key(), []
    for number, new in enumerate(steps, 1):
        begun, gone = a_key(), a_key()
        async with troupe.on({each: Code(ROOT if each in new else old) for each in SERVICES}) as intake:
            await troupe.say(intake, lasting, *(["opened"] if number == 1 else ["triaged"]))
            await troupe.say(intake, begun, "opened", "triaged")
            await troupe.say(intake, gone, "opened", "erased")
            for key, many in ((lasting, number), (begun, 2), (gone, 2)):
                await troupe.has_said(key, many)
            await troupe.holds()
        ended.append(gone)
        assert await troupe.heard("statistics", lasting) == list(range(1, number + 1))
        assert await troupe.heard("referral", begun) == [1, 2]
    assert [await troupe.heard("referral", key) for key in ended] == [[]] * len(steps)
