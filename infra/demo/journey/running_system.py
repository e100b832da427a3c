"""What a story does to the running system itself: it moves its clocks, stops a part of it, and puts all of it back."""

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
"""Seconds that a broker which listens may take until it answers."""
STOPPED = "stopped"
"""What a step stopped and starts again, in the memory of the story."""


@contextmanager
def later(world: World, by: timedelta, *services: str) -> Iterator[None]:
    """For these services, in a demo only; what they do meanwhile, they do for every case."""
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
    """It is stopped meanwhile, and ready again afterwards: also where the step fails. Killed, it needs `restore`.

    Raises Trouble where it is not ready before, since somebody else may have stopped it, and where it does not stop or
    does not get ready.
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
    """The broker is away meanwhile; afterwards it answers. Raises as `without`."""
    try:
        with without(world, world.system["broker"]):
            yield
    finally:
        until(world.watching.reaches_the_bus, within=ANSWERS_WITHIN)


def restore(world: World) -> None:
    """After a story that was killed: its clocks are right, and what it stopped, and nobody else, is ready.

    Raises Trouble where that does not get ready.
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
