"""The beginning and end of a story: it begins with the memory of an interrupted one, and leaves none behind."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.demo.journey.observer import Watching
from infra.demo.journey.participants import World
from infra.demo.journey.running_system import restore


def data_folder() -> Path:
    return Path(os.environ.get("LOTSE_DATA", "var"))


@contextmanager
def entering() -> Iterator[World]:
    """Yields the running system as `make run` describes it, with the memory of an interrupted story.

    What that story did to the system is undone first. Raises Trouble where a process that it stopped does not get
    ready.
    """
    folder = data_folder()
    system = json.loads((folder / "embedded.json").read_text())
    memory = folder / "journey.json"
    watching = Watching(system["kafka"])
    world = World(system, watching, json.loads(memory.read_text()) if memory.exists() else {}, memory)
    restore(world)
    with watching:
        try:
            yield world
        finally:
            for browser in world.browsers.values():
                browser.close()


def forget(world: World) -> None:
    world.memory.clear()
    world.browsers.clear()
    if world.file:
        world.file.unlink(missing_ok=True)
