"""A second process of a service, so that another one can go on while the first is halted."""

import contextlib
from collections.abc import AsyncIterator

import psutil

from infra.embedded.folders import Folders
from infra.embedded.ports import free_ports
from infra.embedded.probes import is_healthy
from infra.embedded.processes import Program, Running, ready, start
from shared.failpoint import ARMED
from tests.harness.real_services.system_under_test import Site


@contextlib.asynccontextmanager
async def a_twin(site: Site, name: str) -> AsyncIterator[Running]:
    pid = site.pid(name)
    assert pid is not None, f"{name} is not running"
    first, (port,) = psutil.Process(pid), free_ports(1)
    told = {key: value for key, value in first.environ().items() if key.startswith("LOTSE_") and key != ARMED}
    log = Folders(site.data).log(f"{name}-twin")
    running = await start(
        Program(f"{name}-twin", first.cmdline(), log, told | {"LOTSE_PORT_OWN": str(port)}, port=port)
    )
    try:
        await ready(running, is_healthy(port))
        yield running
    finally:
        await running.stop()
