"""The store's disk is full: nothing is acknowledged that is not kept, and all goes on when there is room again."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from infra.embedded import mongo
from infra.embedded.ports import free_ports
from infra.embedded.record import write_private
from infra.mongo.users import ROOT
from shared.bus import Connection
from tests.harness.engines.single_node import PASSWORD, Engine
from tests.harness.engines.small_disk import Disk, Refused, a_small_disk
from tests.harness.faults.load import under_load
from tests.harness.faults.results import Row, not_run
from tests.harness.faults.three_services import a_world

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]

FAULT: Final = "disk full under mongod"
MEGABYTES: Final = 600


def a_mongo_on(disk: Disk, folder: Path) -> Engine[str]:
    (port,) = free_ports(1)
    key = folder / mongo.MEMBER_KEY
    write_private(key, "0" * 64)
    program = mongo.program(folder, port, folder / "log", key)
    there = replace(program, command=disk.inside(program.command))
    return Engine(mongo.uri(port, ROOT, PASSWORD), there, mongo.is_primary(port, PASSWORD))


async def test_the_disk_fills_up(kafka: Connection, tmp_path: Path, rows: list[Row]) -> None:
    try:
        async with a_small_disk(tmp_path / "data", MEGABYTES) as disk:
            await _fill_and_free(kafka, disk, tmp_path, rows)
    except Refused:
        rows.append(not_run(FAULT))
        pytest.fail("not run: this machine lets nobody mount")


async def _fill_and_free(kafka: Connection, disk: Disk, folder: Path, rows: list[Row]) -> None:
    engine = a_mongo_on(disk, folder)
    await engine.start()
    try:
        async with (
            a_world(kafka, engine.address, "full", folder / "log.txt") as world,
            world.running_small(),
            under_load(world, FAULT, rows) as load,
        ):
            await disk.fill()
            await load.is_refused()
            disk.free()
            if engine.running is not None and not engine.running.alive:
                await engine.start()
            await load.catches_up()
    finally:
        await engine.stop()
