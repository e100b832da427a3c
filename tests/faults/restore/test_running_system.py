"""The operator's whole procedure, on the system as `make run` starts it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from infra.embedded import control
from infra.embedded.folders import Folders
from infra.embedded.services import ASKED_AT
from shared.store import Document
from tests.harness.eventually import eventually
from tests.harness.faults.operator_commands import run
from tests.harness.invariants.checker import OF_THE_BUS, judge, of_running
from tests.harness.invariants.finding import Finding
from tests.harness.invariants.snapshot import Snapshot
from tests.harness.system.embedded import System, a_system

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


def without(lost: set[str], seen: Snapshot) -> Snapshot:
    """Of a case that intake has lost, what partners say of it and what is still to be fetched wait for a human."""
    waiting = {("intake", "parked"), ("referral", "dispatches")}

    def kept(service: str, name: str, rows: Sequence[Document]) -> Sequence[Document]:
        return [row for row in rows if row["key"] not in lost] if (service, name) in waiting else rows

    stores = {
        service: {name: kept(service, name, rows) for name, rows in collections.items()}
        for service, collections in seen.stores.items()
    }
    return replace(seen, stores=stores)


def is_of_the_lost(finding: Finding, lost: set[str]) -> bool:
    applied_not = finding.what == "intake has not applied all of referral"
    return applied_not and {lane.rpartition("|")[2] for lane in finding.ids} <= lost


async def test_every_service_is_put_back_once(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    async with a_system(data) as system:
        await journey(system)
        await run("infra.backup", "save", backup, environment=system.surroundings)
        await journey(system)
        lost: set[str] = set()
        for service in ASKED_AT:
            await asyncio.to_thread(control.stop, Folders(data), service)
            words = ("load", backup, "--service", service, "--only", "stores", "--replace")
            await run("infra.backup", *words, environment=system.surroundings)
            looked_at = await restore(system, service)
            assert bool(looked_at) == (service != "statistics")
            assert await restore(system, service) == []
            lost.update(looked_at)
            await asyncio.to_thread(control.start, Folders(data), service)

        async def broken() -> list[str]:
            seen = without(lost, await of_running(data, [], thorough=False))
            verdict = judge(seen, lossless=False, only=OF_THE_BUS)
            return [str(each) for found in verdict.values() for each in found if not is_of_the_lost(each, lost)]

        await eventually(broken, lambda found: not found, within=180.0, every=1.0)
        await journey(system)
        await eventually(broken, lambda found: not found, within=60.0, every=1.0)
        assert set((await asyncio.to_thread(control.status, Folders(data))).values()) == {"ready"}
