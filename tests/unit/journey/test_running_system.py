"""What a story does to the running system is undone: where a step fails, and where the story was killed."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.demo.journey.__main__ import ENDED_BY, leave, main
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


def test_what_the_story_remembers_is_there_as_before_where_writing_it_breaks_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.file
    remember(world)
    before = world.file.read_text()
    world.memory[STOPPED] = "kafka"

    def full(file: Path, text: str) -> None:
        file.open("w").close()
        raise OSError("no room")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="no room"):
        remember(world)
    assert world.file.read_text() == before


@pytest.fixture
def ended_by() -> Iterator[tuple[signal.Signals, ...]]:
    """As they were before, afterwards."""
    before = {each: signal.getsignal(each) for each in ENDED_BY}
    for each in ENDED_BY:
        signal.signal(each, leave)
    yield ENDED_BY
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("ends", [signal.SIGTERM, signal.SIGHUP])
def test_a_story_that_is_ended_by_a_signal_puts_back_what_it_moved_and_stopped(
    world: World, done: list[str], ends: signal.Signals, ended_by: tuple[signal.Signals, ...]
) -> None:
    assert ends in ended_by
    with pytest.raises(SystemExit) as left, later(world, timedelta(days=2), "referral"), without(world, "kafka"):
        signal.raise_signal(ends)
    assert left.value.code == 128 + ends
    assert done == ["stop kafka of data", "start kafka of data"]
    assert ahead(world, "referral") < timedelta(minutes=1)
    signal.raise_signal(ends)


def test_the_story_minds_these_signals_from_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended_by: tuple[signal.Signals, ...]
) -> None:
    for each in ended_by:
        signal.signal(each, signal.SIG_DFL)
    monkeypatch.setenv("LOTSE_DATA", str(tmp_path))
    assert main() == 2, "nothing runs there"
    assert [signal.getsignal(each) for each in ended_by] == [leave, leave]
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    main()
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN, "as nohup wants it"
