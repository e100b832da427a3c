"""Walks every order in which a world may bring the events of a case, and looks at each state on the way.

A world: some records in flight, positions by lane (topic and key), parked rows, what took effect. It may deliver any
record (and lose the commit of its offset, so that it comes again), fail a handler, lose a record, send one again as a
producer does on request, and run the worker of parked rows. Restart is part of it: nothing but the store survives.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from shared.bus.rules import Rule, Verdict, settle

Lane = tuple[str, str]
Record = tuple[Lane, int]


@dataclass(frozen=True)
class World:
    in_flight: frozenset[Record]
    applied: tuple[tuple[Lane, int], ...]
    parked: frozenset[Record] = frozenset()
    effects: tuple[Record, ...] = ()

    def position(self, lane: Lane) -> int:
        return dict(self.applied)[lane]


class Broken(AssertionError):
    """A world that must not be: an effect out of order, twice or missing."""


def begin(said: dict[Lane, int]) -> World:
    records = frozenset((lane, number) for lane, last in said.items() for number in range(1, last + 1))
    return World(records, tuple((lane, 0) for lane in said))


def explore(said: dict[Lane, int], rule: Rule) -> int:
    """Visits every reachable world, checks each and that each can still end well; says how many there were."""
    start = begin(said)
    everything = start.in_flight
    seen, todo = {_shape(start)}, [start]
    while todo:
        world = todo.pop()
        check(world)
        check_end(heal(world, everything, rule), everything)
        for after in successors(world, everything, rule):
            if _shape(after) not in seen:
                seen.add(_shape(after))
                todo.append(after)
    return len(seen)


def successors(world: World, everything: frozenset[Record], rule: Rule) -> Iterator[World]:
    for record in world.in_flight:
        gone = replace(world, in_flight=world.in_flight - {record})
        yield gone
        for failed in (False, True):
            yield deliver(gone, record, rule, failed=failed)
            yield deliver(world, record, rule, failed=failed)
    for record in everything - world.in_flight:
        yield replace(world, in_flight=world.in_flight | {record})
    for record in world.parked:
        yield retry(world, record, rule)


def deliver(world: World, record: Record, rule: Rule, *, failed: bool) -> World:
    match settle(rule, world.position(record[0]), record[1], failed=failed):
        case Verdict.APPLY:
            return take_effect(world, record)
        case Verdict.PARK:
            return replace(world, parked=world.parked | {record})
        case Verdict.DROP:
            return world


def retry(world: World, record: Record, rule: Rule) -> World:
    match settle(rule, world.position(record[0]), record[1], failed=False):
        case Verdict.APPLY:
            return replace(take_effect(world, record), parked=world.parked - {record})
        case Verdict.PARK:
            return world
        case Verdict.DROP:
            return replace(world, parked=world.parked - {record})


def take_effect(world: World, record: Record) -> World:
    lane, number = record
    applied = tuple((each, number if each == lane else at) for each, at in world.applied)
    return replace(world, applied=applied, effects=(*world.effects, record))


def heal(world: World, everything: frozenset[Record], rule: Rule) -> World:
    """The producer sends everything again, in the worst order, and the worker runs until nothing moves."""
    for record in sorted(everything, reverse=True):
        world = deliver(world, record, rule, failed=False)
    return _settled(world, lambda at: _worked(at, rule))


def check(world: World) -> None:
    for lane, position in world.applied:
        numbers = [number for at, number in world.effects if at == lane]
        if numbers != list(range(1, position + 1)):
            raise Broken(f"{lane} took effect as {numbers}")


def check_end(world: World, everything: frozenset[Record]) -> None:
    check(world)
    if frozenset(world.effects) != everything or world.parked:
        raise Broken(f"healed, but {sorted(everything - frozenset(world.effects))} never took effect")


def _worked(world: World, rule: Rule) -> World:
    for record in sorted(world.parked):
        world = retry(world, record, rule)
    return world


def _settled(world: World, step: Callable[[World], World]) -> World:
    while (after := step(world)) != world:
        world = after
    return world


def _shape(world: World) -> tuple[object, ...]:
    """Worlds that differ only in how lanes took turns are one: lanes do not know each other."""
    lanes = {lane: tuple(number for at, number in world.effects if at == lane) for lane, _ in world.applied}
    return (world.in_flight, world.parked, *chain.from_iterable(sorted(lanes.items())))
