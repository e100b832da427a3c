"""What a story does to the running system is undone: where a step fails, and where the story was killed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.demo.journey.participants import World, remember
from infra.demo.journey.running_system import STOPPED, later, restore, without, without_bus
from infra.embedded import control
from infra.embedded.folders import Folders
from infra.embedded.trouble import Trouble
from shared.clock import now
from shared.moved_clock import MovedClock

SERVICES = ("referral", "notification")


class Bus:
    def __init__(self) -> None:
        self.looks: Iterator[bool] = iter((False, True))

    def reaches_the_bus(self) -> bool:
        return next(self.looks)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the running system."""
    asked: list[str] = []

    def note(what: str) -> Any:
        return lambda folders, name: asked.append(f"{what} {name} of {folders.data.name}")

    states = {"kafka": "ready", "notification": "ready", "referral": "stopped"}
    monkeypatch.setattr(control, "status", lambda _: states)
    monkeypatch.setattr(control, "stop", note("stop"))
    monkeypatch.setattr(control, "start", note("start"))
    return asked


@pytest.fixture
def world(tmp_path: Path) -> World:
    data = tmp_path / "data"
    (data / "run").mkdir(parents=True)
    clocks = {name: str(Folders(data).clock(name)) for name in SERVICES}
    told = {"data": str(data), "broker": "kafka", "clocks": clocks}
    return World(told, Bus(), {}, data / "journey.json")  # type: ignore[arg-type]


def ahead(world: World, service: str) -> timedelta:
    return MovedClock(Path(world.system["clocks"][service]))() - now()


class Broken(Exception):
    pass


def a_step_fails(around: AbstractContextManager[None], see: Callable[[], bool]) -> None:
    with around:
        assert see()
        raise Broken


def test_only_the_clocks_that_are_named_move_and_they_go_back_where_the_step_fails(world: World) -> None:
    def see() -> bool:
        return ahead(world, "notification") < timedelta(days=1) < ahead(world, "referral")

    with pytest.raises(Broken):
        a_step_fails(later(world, timedelta(days=2), "referral"), see)
    assert ahead(world, "referral") < timedelta(days=1)


def test_what_is_stopped_is_started_where_the_step_fails(world: World, done: list[str]) -> None:
    with pytest.raises(Broken):
        a_step_fails(without(world, "notification"), lambda: done == ["stop notification of data"])
    assert done == ["stop notification of data", "start notification of data"]
    restore(world)
    assert len(done) == 2, "nobody starts it again"


def test_what_does_not_stop_in_time_is_started_all_the_same(
    world: World, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise Trouble("it did not stop")

    monkeypatch.setattr(control, "stop", stop)
    with pytest.raises(Trouble), without(world, "kafka"):
        pytest.fail("it is not away")
    assert done == ["start kafka of data"]


def test_the_bus_answers_before_the_next_step(world: World, done: list[str]) -> None:
    with without_bus(world):
        pass
    assert done == ["stop kafka of data", "start kafka of data"]
    assert next(world.watching.looks, None) is None  # type: ignore[attr-defined]


def test_a_killed_story_leaves_nothing_moved_or_stopped(world: World, done: list[str]) -> None:
    for name in SERVICES:
        MovedClock(Path(world.system["clocks"][name])).move(timedelta(days=2))
    world.memory[STOPPED] = "kafka"
    remember(world)
    restore(world)
    assert [ahead(world, name) < timedelta(minutes=1) for name in SERVICES] == [True, True]
    assert done == ["start kafka of data"]
    assert STOPPED not in world.memory


def test_what_somebody_else_stopped_stays_so(world: World, done: list[str]) -> None:
    restore(world)
    with pytest.raises(Trouble, match="referral is not ready"), without(world, "referral"):
        pytest.fail("it was not there")
    restore(world)
    assert done == []
