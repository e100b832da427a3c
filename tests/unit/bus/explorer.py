"""Walks every order in which a world may bring the events of a case, and looks at each state on the way.

A world: some records in flight, positions by lane (topic and key), parked rows, what took effect. It may deliver any
record (and lose the commit of its offset, so that it comes again), fail a handler, lose a record, send one again as a
producer does on request, and run the worker of parked rows. Restart is part of it: nothing but the store survives.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from shared.bus.consume.rules import Rule, Verdict, decide_state, settle

Lane = tuple[str, str]
Record = tuple[Lane, int]


@dataclass(frozen=True)
class World:
    in_flight: frozenset[Record]
    applied: tuple[tuple[Lane, int], ...]
    parked: frozenset[Record] = frozenset()
    effects: tuple[Record, ...] = ()
    erased: frozenset[str] = frozenset()
    erasers: frozenset[Record] = frozenset()

    def settle(self, record: Record, rule: Rule, *, failed: bool) -> Verdict:
        """Erasure waits for nothing before it."""
        lane, number = record
        suited = decide_state if record in self.erasers else rule
        return settle(suited, self.position(lane), number, failed=failed, erased=lane[1] in self.erased)

    def position(self, lane: Lane) -> int:
        return dict(self.applied)[lane]


class Broken(AssertionError):
    """A world that must not be: an effect out of order, twice or missing."""


def begin(said: dict[Lane, int], erasers: frozenset[Record]) -> World:
    records = frozenset((lane, number) for lane, last in said.items() for number in range(1, last + 1))
    return World(records, tuple((lane, 0) for lane in said), erasers=erasers)


def explore(said: dict[Lane, int], rule: Rule, erasers: frozenset[Record] = frozenset()) -> int:
    """Visits every reachable world, checks each and that each can still end well; says how many there were.

    `erasers` are the events that erase their key when they take effect.
    """
    start = begin(said, erasers)
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
    match world.settle(record, rule, failed=failed):
        case Verdict.APPLY:
            return take_effect(world, record)
        case Verdict.PARK:
            return replace(world, parked=world.parked | {record})
        case Verdict.DROP:
            return world


def retry(world: World, record: Record, rule: Rule) -> World:
    match world.settle(record, rule, failed=False):
        case Verdict.APPLY:
            return take_effect(replace(world, parked=world.parked - {record}), record)
        case Verdict.PARK:
            return world
        case Verdict.DROP:
            return replace(world, parked=world.parked - {record})


def take_effect(world: World, record: Record) -> World:
    lane, number = record
    applied = tuple((each, number if each == lane else at) for each, at in world.applied)
    after = replace(world, applied=applied, effects=(*world.effects, record))
    return erase(after, lane[1]) if record in world.erasers else after


def erase(world: World, key: str) -> World:
    parked = frozenset(record for record in world.parked if record[0][1] != key)
    return replace(world, parked=parked, erased=world.erased | {key})


def heal(world: World, everything: frozenset[Record], rule: Rule) -> World:
    """The producer sends everything again, in the worst order, and the worker runs until nothing moves."""
    for record in sorted(everything, reverse=True):
        world = deliver(world, record, rule, failed=False)
    return _settled(world, lambda at: _worked(at, rule))


def check(world: World) -> None:
    for lane, position in world.applied:
        numbers = [number for at, number in world.effects if at == lane and (at, number) not in world.erasers]
        last = position if (lane, position) not in world.erasers else len(numbers)
        if numbers != list(range(1, last + 1)):
            raise Broken(f"{lane} took effect as {numbers}")
    for eraser in world.erasers & set(world.effects):
        later = world.effects[world.effects.index(eraser) + 1 :]
        if any(lane[1] == eraser[0][1] for lane, _ in (*later, *world.parked)):
            raise Broken(f"something of {eraser[0][1]} is left or came after it was erased")


def check_end(world: World, everything: frozenset[Record]) -> None:
    check(world)
    owed = {record for record in everything if record[0][1] not in world.erased} | world.erasers
    if not owed <= frozenset(world.effects) or world.parked:
        raise Broken(f"healed, but {sorted(owed - frozenset(world.effects))} never took effect")


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
    return (world.in_flight, world.parked, world.erased, *chain.from_iterable(sorted(lanes.items())))
