import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from infra.embedded.trouble import Trouble

Probe = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Program:
    name: str
    command: list[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    grace: float = 10.0


class Running:
    def __init__(self, program: Program, process: asyncio.subprocess.Process) -> None:
        self.program = program
        self.pid = process.pid
        self._process = process

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ended(self) -> int:
        return await self._process.wait()

    async def stop(self) -> None:
        """Asks to end, waits the program's grace, then insists."""
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), self.program.grace)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self.alive:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


async def start(program: Program) -> Running:
    """Own session, so that Ctrl-C reaches only the one who stops all others in order."""
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *program.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=_surroundings() | dict(program.env),
            start_new_session=True,
        )
    return Running(program, process)


async def ready(running: Running, probe: Probe, within: float) -> None:
    """Returns when the probe passes; raises Trouble when the process ends or the time is over."""
    name = running.program.name
    try:
        async with asyncio.timeout(within):
            while not await _passes(probe):
                if not running.alive:
                    raise Trouble(f"{name} ended before it was ready; the end of its log:\n{tail(running.program.log)}")
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise Trouble(f"{name} was not ready within {within:.0f} s; its log is {running.program.log}.") from None


async def _passes(probe: Probe) -> bool:
    try:
        await probe()
    except Exception:
        return False
    return True


def tail(log: Path, lines: int = 15) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 16_384))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])


def _surroundings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
