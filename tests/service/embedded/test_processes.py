import asyncio
import socket
import sys
from pathlib import Path

import pytest

from infra.embedded import processes
from infra.embedded.ports import HOST, free_ports
from infra.embedded.probes import listens
from infra.embedded.processes import Program, complete, ready, start
from infra.embedded.trouble import Trouble
from tests.harness import patience
from tests.harness.patience import as_long_as_it_lives

pytestmark = pytest.mark.system


def python(code: str, log: Path, port: int | None = None) -> Program:
    return Program("thing", [sys.executable, "-c", code], log, {"LOTSE_OWN": "told"}, port=port)


async def test_a_strangers_answer_on_the_port_is_not_readiness(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    running = await start(python("import signal; signal.pause()", tmp_path / "log", port))
    try:
        with socket.create_server((HOST, port)), pytest.raises(Trouble, match="was not ready"):
            await ready(running, listens(port), within=0.5)
    finally:
        await running.stop()
    assert not running.alive


async def test_who_waits_is_told_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "TOLD_EVERY", 0.01)
    (port,) = free_ports(1)
    told: asyncio.Queue[str] = asyncio.Queue()
    running = await start(
        python("import signal; print('half way', flush=True); signal.pause()", tmp_path / "log", port)
    )
    waiting = asyncio.create_task(ready(running, listens(port), told.put_nowait))
    try:
        async with as_long_as_it_lives(running._process):
            while "still at work: half way" not in await told.get():
                pass
        assert not waiting.done()
    finally:
        await running.stop()
    with pytest.raises(Trouble, match="ended before it was ready"):
        await waiting


async def test_nobody_waits_for_a_process_that_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LAST_WORDS", 0.01)
    running = await start(python("", tmp_path / "log"))
    with pytest.raises(TimeoutError):
        async with as_long_as_it_lives(running._process):
            await asyncio.Event().wait()
    assert not running.alive


async def test_a_program_that_insists_is_ended_after_its_grace(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    deaf = f"import signal, socket; signal.signal(15, lambda *_: None); s = socket.create_server(({HOST!r}, {port}))\n"
    program = Program(
        "deaf", [sys.executable, "-c", f"{deaf}while True: signal.pause()"], tmp_path / "log", port=port, grace=0.2
    )
    running = await start(program)
    await ready(running, listens(port))
    await running.stop()
    assert await running.ended() == -9


async def test_a_failing_command_shows_the_end_of_this_runs_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("from an earlier run\n")
    with pytest.raises(Trouble, match=r"thing failed \(3\)") as trouble:
        await complete(python("print('why'); raise SystemExit(3)", log))
    assert "why" in str(trouble.value)
    assert "earlier" not in str(trouble.value)


async def test_a_process_is_told_only_what_is_meant_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_SECRETS", "/of/somebody/else")
    await complete(python("import os; print(*(n for n in os.environ if n[:6] == 'LOTSE_'))", tmp_path / "log"))
    assert (tmp_path / "log").read_text().split() == ["LOTSE_OWN"]


async def test_the_choice_of_the_stores_driver_reaches_a_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE_DRIVER", "pymongo")
    await complete(python("from shared.store.driver import Client; print(Client.__name__)", tmp_path / "log"))
    assert (tmp_path / "log").read_text().split() == ["AsyncMongoClient"]
