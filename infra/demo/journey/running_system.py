"""Acts of a story on the running system: it moves clocks, stops a process, and puts all of it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from infra.demo.journey.participants import World, remember
from infra.demo.journey.steps import until
from infra.embedded import control
from infra.embedded.folders import Folders
from infra.embedded.trouble import Trouble
from shared.moved_clock import MovedClock

SENDER, REFERRAL = "notification", "referral"
ANSWERS_WITHIN = 60.0
"""Seconds that a broker may take from listening to answering."""
STOPPED = "stopped"
"""The entry of the story's memory that names the process which a step stopped and starts again."""


@contextmanager
def later(world: World, by: timedelta, *services: str) -> Iterator[None]:
    """Moves the clocks of these services forward, in a demo only; they act by them for every case meanwhile."""
    clocks = [MovedClock(Path(world.system["clocks"][each])) for each in services]
    try:
        for clock in clocks:
            clock.move(by)
        yield
    finally:
        for clock in clocks:
            clock.move(timedelta())


@contextmanager
def without(world: World, process: str) -> Iterator[None]:
    """Stops the process, and starts it again even if the step fails; a killed story needs `restore`.

    Raises Trouble where the process is not ready before, since somebody else may have stopped it, and where it does not
    stop or does not get ready again.
    """
    if control.status(_folders(world)).get(process) != "ready":
        raise Trouble(f"{process} is not ready: a story stops and starts only what runs.")
    world.memory[STOPPED] = process
    remember(world)
    try:
        control.stop(_folders(world), process)
        yield
    finally:
        _start_again(world)


@contextmanager
def without_bus(world: World) -> Iterator[None]:
    """Stops the broker and starts it again; returns when it answers. Raises as `without`."""
    try:
        with without(world, world.system["broker"]):
            yield
    finally:
        until(world.watching.reaches_the_bus, within=ANSWERS_WITHIN)


def restore(world: World) -> None:
    """Sets the clocks right after a killed story, and starts again what that story stopped, and nothing else.

    Raises Trouble where it does not get ready.
    """
    for clock in world.system["clocks"].values():
        Path(clock).unlink(missing_ok=True)
    _start_again(world)


def _start_again(world: World) -> None:
    if process := world.memory.get(STOPPED):
        control.start(_folders(world), process)
        del world.memory[STOPPED]
        remember(world)


def _folders(world: World) -> Folders:
    return Folders(Path(world.system["data"]))
