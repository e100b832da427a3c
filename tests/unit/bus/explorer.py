"""Walks every order in which a world may bring the events of a case, and looks at each state on the way.

A world: some records in flight, positions by lane (topic and key), rows in the retry queue, what took effect. It may
deliver any record (and lose the commit of its offset, or not know the outcome of its transaction, so that it comes
again), fail a handler, lose a record, send one again as a producer does on request, and run the worker of the retry
queue. A transaction that parks, and a try that fails, have a beginning and an end, between which anything may happen.
Restart is part of it: nothing but the store survives. A wake-up may get lost; then the review finds its row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from shared.bus.consume.rules import Verdict, decide_state, settle

Rule = Callable[[int, int], Verdict]

Lane = tuple[str, str]
Record = tuple[Lane, int]
Records = frozenset[Record]
NOTHING: Records = frozenset()
PARKING, TRYING = "parking", "trying"


class World(NamedTuple):
    """Of the `parked` rows some are `due`, some are due `later`; the others wait for progress on their key.

    `parking` and `trying` are records of transactions under way, `overtaken` those of them whose key has moved since.
    """

    in_flight: Records
    applied: tuple[tuple[Lane, int], ...]
    parked: Records = NOTHING
    due: Records = NOTHING
    later: Records = NOTHING
    parking: Records = NOTHING
    trying: Records = NOTHING
    overtaken: frozenset[tuple[str, Record]] = frozenset()
    effects: tuple[Record, ...] = ()
    erased: frozenset[str] = frozenset()
    erasers: Records = NOTHING
    wake_up_lost: bool = False

    def settle(self, record: Record, rule: Rule, *, failed: bool) -> Verdict:
        """Erasure waits for nothing before it."""
        lane, number = record
        suited = decide_state if record in self.erasers else rule
        return settle(suited(self.position(lane), number), failed=failed, erased=lane[1] in self.erased)

    def position(self, lane: Lane) -> int:
        return dict(self.applied)[lane]

    @property
    def waiting(self) -> Records:
        """What nothing but progress makes due."""
        return self.parked - self.due - self.later


class Broken(AssertionError):
    """A world that must not be: an effect out of order, twice or missing, or a row that nobody comes for."""


@dataclass(frozen=True)
class Protected:
    """`serialised`: two transactions of one key never both commit. `reviewed`: what waits is compared now and then."""

    rule: Rule
    serialised: bool = True
    reviewed: bool = True


def begin(said: dict[Lane, int], erasers: Records) -> World:
    records = frozenset((lane, number) for lane, last in said.items() for number in range(1, last + 1))
    return World(records, tuple((lane, 0) for lane in said), erasers=erasers)


def explore(said: dict[Lane, int], by: Protected, erasers: Records = NOTHING, *, losing_wake_ups: bool = False) -> int:
    """Visits every reachable world, checks each and that each can still end well; returns how many there were.

    `erasers` are the events that erase their key when they take effect.
    """
    start = begin(said, erasers)
    everything = start.in_flight
    met, seen, todo = {start}, {_shape(start)}, [start]
    while todo:
        world = todo.pop()
        check(world)
        check_end(heal(world, everything, by), everything)
        new = {*successors(world, everything, by, losing_wake_ups)} - met
        met |= new
        for after in new:
            if (shape := _shape(after)) not in seen:
                seen.add(shape)
                todo.append(after)
    return len(seen)


def successors(world: World, everything: Records, by: Protected, losing_wake_ups: bool) -> Iterator[World]:
    for record in world.in_flight:
        gone = world._replace(in_flight=world.in_flight - {record})
        yield gone
        for failed in (False, True):
            yield deliver(gone, record, by.rule, failed=failed)
            yield deliver(world, record, by.rule, failed=failed)
        if losing_wake_ups:
            yield lose_wake_up(world, deliver(world, record, by.rule, failed=False))
        if world.settle(record, by.rule, failed=False) is Verdict.PARK and len(world.parking) < 1:
            yield world._replace(parking=world.parking | {record})
    for record in world.parking:
        yield commit_parking(world, record, by)
    for record in everything - world.in_flight:
        yield world._replace(in_flight=world.in_flight | {record})
    for record in world.due:
        yield retry(world, record, by.rule)
        if world.settle(record, by.rule, failed=False) is Verdict.APPLY and len(world.trying) < 1:
            yield world._replace(trying=world.trying | {record})
    for record in world.trying:
        yield back_off(world, record, by)
    for record in world.later:
        yield world._replace(later=world.later - {record}, due=world.due | {record})
    if by.reviewed:
        yield review(world)


def deliver(world: World, record: Record, rule: Rule, *, failed: bool) -> World:
    match world.settle(record, rule, failed=failed):
        case Verdict.APPLY:
            return take_effect(world, record)
        case Verdict.PARK:
            return park(world, record, failed=failed)
        case _:
            return world


def park(world: World, record: Record, *, failed: bool = False) -> World:
    """A row that is there stays as it is; a failed one has a time, a gap has none."""
    if record in world.parked:
        return world
    after = world._replace(parked=world.parked | {record})
    return after._replace(later=after.later | {record}) if failed else after


def commit_parking(world: World, record: Record, by: Protected) -> World:
    """What was overtaken conflicts on the ledger, and is decided again."""
    this = (PARKING, record)
    over = world._replace(parking=world.parking - {record}, overtaken=world.overtaken - {this})
    if this in world.overtaken and by.serialised:
        return deliver(over, record, by.rule, failed=False)
    return park(over, record) if record[0][1] not in world.erased else over


def retry(world: World, record: Record, rule: Rule) -> World:
    gone = remove(world, record)
    match world.settle(record, rule, failed=False):
        case Verdict.APPLY:
            return take_effect(gone, record)
        case Verdict.PARK:
            return world._replace(due=world.due - {record})
        case _:
            return gone


def back_off(world: World, record: Record, by: Protected) -> World:
    """The try failed; what woke the row meanwhile stands."""
    this = (TRYING, record)
    over = world._replace(trying=world.trying - {record}, overtaken=world.overtaken - {this})
    if record not in world.due or this in world.overtaken:
        return over
    return over._replace(due=over.due - {record}, later=over.later | {record})


def review(world: World) -> World:
    """Compares what waits with the positions: behind or erased, it goes; next, it is due."""
    for record in world.waiting:
        lane, number = record
        if lane[1] in world.erased or number <= world.position(lane):
            world = remove(world, record)
        elif number == world.position(lane) + 1:
            world = world._replace(due=world.due | {record})
    return world


def remove(world: World, record: Record) -> World:
    gone = {record}
    over = world.overtaken - {(TRYING, record)}
    kept = world._replace(trying=world.trying - gone, overtaken=over)
    return kept._replace(parked=world.parked - gone, due=world.due - gone, later=world.later - gone)


def take_effect(world: World, record: Record) -> World:
    """The key's rows are due now, and whatever transaction of the key is under way has been overtaken."""
    lane, number = record
    applied = tuple((each, number if each == lane else at) for each, at in world.applied)
    of_key = frozenset(row for row in world.parked if row[0][1] == lane[1])
    under_way = [(PARKING, each) for each in world.parking] + [(TRYING, each) for each in world.trying]
    after = world._replace(
        applied=applied,
        effects=(*world.effects, record),
        due=world.due | of_key,
        later=world.later - of_key,
        overtaken=world.overtaken | {(what, each) for what, each in under_way if each[0][1] == lane[1]},
    )
    return erase(after, lane[1]) if record in world.erasers else after


def lose_wake_up(before: World, after: World) -> World:
    """The same progress, but the rows are as due as they were."""
    due, later = before.due & after.parked, before.later & after.parked
    return after._replace(due=due, later=later, wake_up_lost=after != before or after.wake_up_lost)


def erase(world: World, key: str) -> World:
    for record in world.parked:
        if record[0][1] == key:
            world = remove(world, record)
    return world._replace(erased=world.erased | {key})


def heal(world: World, everything: Records, by: Protected) -> World:
    """Transactions end, the producer sends all again, in the worst order, and workers run until nothing moves."""
    for record in world.parking:
        world = commit_parking(world, record, by)
    for record in world.trying:
        world = back_off(world, record, by)
    for record in sorted(everything, reverse=True):
        world = deliver(world, record, by.rule, failed=False)
    return _settled(world, lambda at: _worked(at, by))


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
    for lane, number in world.waiting if not world.wake_up_lost else ():
        if number <= world.position(lane) + 1:
            raise Broken(f"{lane} {number} waits for a progress that is there already")


def check_end(world: World, everything: Records) -> None:
    check(world)
    owed = {record for record in everything if record[0][1] not in world.erased} | world.erasers
    if not owed <= frozenset(world.effects) or world.parked:
        raise Broken(f"healed, but {sorted(owed - frozenset(world.effects))} never took effect")


def _worked(world: World, by: Protected) -> World:
    world = world._replace(due=world.due | world.later, later=NOTHING)
    for record in sorted(world.due):
        if record in world.due:
            world = retry(world, record, by.rule)
    return review(world) if by.reviewed else world


def _settled(world: World, step: Callable[[World], World]) -> World:
    while (after := step(world)) != world:
        world = after
    return world


def _shape(world: World) -> tuple[object, ...]:
    """Worlds that differ only in how lanes took turns are one: lanes do not know each other."""
    lanes = {lane: tuple(number for at, number in world.effects if at == lane) for lane, _ in world.applied}
    rows = (world.parked, world.due, world.later, world.parking, world.trying, world.overtaken, world.wake_up_lost)
    return (world.in_flight, *rows, world.erased, *chain.from_iterable(sorted(lanes.items())))
