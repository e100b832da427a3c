"""Controls a running system from another console: requests are files, the outcome is read from the system's record."""

import asyncio
import time
from collections.abc import Callable, Mapping

from infra.embedded import processes
from infra.embedded.folders import Folders
from infra.embedded.probes import is_healthy, listens
from infra.embedded.record import SUPERVISOR, Record
from infra.embedded.services import SERVICES
from infra.embedded.trouble import Trouble

STOPS_WITHIN = 60.0
"""Seconds that a process may take to stop; one that starts has as many as the supervisor gives it."""

HEALTH_PORTS = {service.name for service in SERVICES}


def stop(folders: Folders, name: str) -> list[str]:
    """Ends a process, or both of a service that has two; returns their names when they are gone.

    Raises Trouble otherwise.
    """
    names = _named(folders, name)
    for each in names:
        (folders.stopped / each).touch()
    _until(lambda: not _alive(folders) & set(names), folders, f"{name} did not stop", STOPS_WITHIN)
    return names


def start(folders: Folders, name: str) -> list[str]:
    """Lets a process run again; returns the names when it is ready. Raises Trouble otherwise."""
    names = _named(folders, name)
    for each in names:
        (folders.stopped / each).unlink(missing_ok=True)
    _until(
        lambda: all(_state(folders, each) == "ready" for each in names),
        folders,
        f"{name} did not get ready",
        processes.PATIENCE,
    )
    return names


def status(folders: Folders) -> dict[str, str]:
    """Returns the state of each process, asked at its own port now; raises Trouble where Lotse does not run."""
    entries = Record.read(folders.record).entries
    if SUPERVISOR not in _alive(folders):
        raise Trouble("Lotse does not run: start it with make run.")
    names = [name for name in entries if name != SUPERVISOR]
    down = sorted(wish.name for wish in folders.stopped.iterdir())
    return {name: _state(folders, name) for name in names} | dict.fromkeys(down, "stopped")


def why_not_ready(states: Mapping[str, str], announced: bool) -> str | None:
    """Returns a sentence on what is not ready, or None.

    `announced`: whether the system has started and does not end, since the processes known before are not all.
    """
    if not announced:
        return "Lotse is not ready: it starts or ends just now."
    others = [name for name, state in states.items() if state != "ready"]
    return f"Not everything is ready: {', '.join(others)}." if others else None


def _named(folders: Folders, name: str) -> list[str]:
    known = sorted(status(folders))
    names = [each for each in known if each == name or each.startswith(f"{name}-")]
    if not names:
        raise Trouble(f"NAME is one of {', '.join(known)}, or intake for both of its processes.")
    return names


def _alive(folders: Folders) -> set[str]:
    return {name for name, entry in Record.read(folders.record).entries.items() if entry.process()}


def _state(folders: Folders, name: str) -> str:
    entry = Record.read(folders.record).entries.get(name)
    if entry is None or entry.port is None or entry.process() is None:
        return "down"
    probe = is_healthy(entry.port) if name in HEALTH_PORTS else listens(entry.port)
    try:
        asyncio.run(probe())
    except Exception:
        return "not ready"
    return "ready"


def _until(done: Callable[[], bool], folders: Folders, otherwise: str, within: float) -> None:
    until = time.monotonic() + within
    while not done():
        if time.monotonic() > until or SUPERVISOR not in _alive(folders):
            raise Trouble(f"{otherwise}; see the console of make run and its log in {folders.logs}.")
        time.sleep(0.3)
