"""Starts programs as processes of their own session, waits until they are ready, and stops them."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psutil

from infra.embedded.trouble import Trouble

LONGEST_WORDS, WIDTH = 16_384, 500
PATIENCE = 180.0
"""Seconds that a process may take to become ready as long as it lives."""
TOLD_EVERY = 10.0

Probe = Callable[[], Coroutine[Any, Any, None]]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    name: str
    command: list[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    grace: float = 10.0
    port: int | None = None


class Running:
    def __init__(self, program: Program, process: asyncio.subprocess.Process, log_began: int) -> None:
        self.program = program
        self.pid = process.pid
        self._process = process
        self._log_began = log_began

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ended(self) -> int:
        return await self._process.wait()

    async def stop(self) -> None:
        """Sends SIGTERM, waits the program's grace in seconds, then sends SIGKILL."""
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), self.program.grace)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._process.wait()

    def listens(self) -> bool:
        """Whether this process itself listens on its port: an answer there may come from another one."""
        try:
            sockets = psutil.Process(self.pid).net_connections("tcp")
        except psutil.Error:
            return False
        return any(each.laddr.port == self.program.port and each.status == psutil.CONN_LISTEN for each in sockets)

    def end_of_log(self, lines: int = 15) -> str:
        """Returns the last lines that it logged since it was started."""
        log = self.program.log
        with log.open("rb") as file:
            file.seek(max(self._log_began, log.stat().st_size - LONGEST_WORDS))
            words = file.read().decode(errors="replace").splitlines()[-lines:]
        return "\n".join(f"  {line[:WIDTH]}" for line in words)

    def _signal(self, number: signal.Signals) -> None:
        if self.alive:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


async def start(program: Program) -> Running:
    """Starts the program in its own session: Ctrl-C reaches the supervisor alone, which stops the others in order."""
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("ab") as log:
        began = log.tell()
        process = await asyncio.create_subprocess_exec(
            *program.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=_surroundings() | dict(program.env),
            start_new_session=True,
        )
    return Running(program, process, began)


async def ready(running: Running, probe: Probe, tell: Tell = lambda line: None, within: float = PATIENCE) -> None:
    """Returns when the process listens and the probe passes; raises Trouble when it ends or the time is over.

    `tell` is called every ten seconds with the progress; `within` is in seconds.
    """
    name = running.program.name
    telling = asyncio.create_task(_tell_progress(running, tell))
    try:
        async with asyncio.timeout(within):
            while not (running.listens() and await _passes(probe)):
                if not running.alive:
                    raise Trouble(f"{name} ended before it was ready; the end of its log:\n{running.end_of_log()}")
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise Trouble(f"{name} was not ready within {within:.0f} s; its log is {running.program.log}.") from None
    finally:
        telling.cancel()


async def _tell_progress(running: Running, tell: Tell) -> None:
    for times in count(1):
        await asyncio.sleep(TOLD_EVERY)
        last = running.end_of_log(lines=1).strip() or "nothing in its log yet"
        tell(f"{running.program.name} is not ready after {times * TOLD_EVERY:.0f} s and still at work: {last}")


async def complete(program: Program) -> None:
    """Runs a program that ends by itself; raises Trouble when it fails."""
    running = await start(program)
    try:
        code = await running.ended()
    finally:
        await running.stop()
    if code:
        raise Trouble(f"{program.name} failed ({code}); the end of its log:\n{running.end_of_log()}")


async def _passes(probe: Probe) -> bool:
    try:
        await probe()
    except Exception:
        return False
    return True


def _surroundings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
