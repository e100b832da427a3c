"""The operator's whole procedure, on the system as `make run` starts it."""

import asyncio
from pathlib import Path

import pytest

from infra.embedded import control
from infra.embedded.folders import Folders
from infra.embedded.services import ASKED_AT
from tests.faults.checker import OF_THE_BUS, judge, of_running, violations
from tests.faults.restore.operator import run
from tests.support.eventually import eventually
from tests.support.system import System, a_system

pytestmark = [pytest.mark.system, pytest.mark.faults_long]

PROCESS_OF = {
    "intake": "intake-desk",
    "referral": "referral",
    "notification": "notification",
    "statistics": "statistics",
}


async def journey(system: System) -> None:
    await run("infra.demo.journey", environment=system.surroundings)


async def restore(system: System, service: str) -> list[str]:
    """With the environment that the operator's page names."""
    words = {
        "SECRETS": str(Folders(system.folder).secrets / PROCESS_OF[service]),
        "KAFKA": system.embedded["kafka"]["bootstrap"],
    }
    doors = dict.fromkeys(("PUBLIC_URL", "STAFF_URL", "PARTNER_URL"), "-")
    environment = {f"LOTSE_{name}": word for name, word in (words | doors).items()}
    return (await run("shared.bus", "--service", service, "restore", environment=environment)).split()


async def test_every_service_is_put_back_once(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    async with a_system(data) as system:
        await journey(system)
        await run("infra.backup", "save", backup, environment=system.surroundings)
        await journey(system)
        for service in ASKED_AT:
            await asyncio.to_thread(control.stop, Folders(data), service)
            words = ("load", backup, "--service", service, "--only", "stores", "--replace")
            await run("infra.backup", *words, environment=system.surroundings)
            looked_at = await restore(system, service)
            assert bool(looked_at) == (service != "statistics")
            assert await restore(system, service) == []
            await asyncio.to_thread(control.start, Folders(data), service)

        async def broken() -> list[str]:
            return violations(judge(await of_running(data, [], thorough=False), lossless=False, only=OF_THE_BUS))

        await eventually(broken, lambda found: not found, within=180.0, every=1.0)
        await journey(system)
        await eventually(broken, lambda found: not found, within=60.0, every=1.0)
        assert set(control.status(Folders(data)).values()) == {"ready"}
