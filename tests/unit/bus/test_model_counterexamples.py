"""What Alloy finds once a protection is removed from docs/model/bus.als, played with the rules of the bus.

Each scenario is one counterexample, step by step; it says whether the promise held. With the protection it does,
without it does not, so neither the model nor the scenario can be true of nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from shared.bus.consume.rules import Verdict, decide, settle
from tests.harness.case_events import a_key, case_triaged
from tests.unit.bus import explorer
from tests.unit.bus.explorer import Broken, Record, World
from tests.unit.bus.pipe import Broker, Consumer, Producer

MODEL: Final = Path(__file__).parents[3] / "docs" / "model" / "bus.als"
CASE, CONSENT = ("case", "a"), ("consent", "a")
Scenario = Callable[[bool], bool]


@dataclass
class Line:
    """Intake, the broker and referral, with events of one case on their way."""

    producer: Producer = field(default_factory=Producer)
    broker: Broker = field(default_factory=Broker)
    consumer: Consumer = field(default_factory=Consumer)

    def say(self, times: int) -> list[Record]:
        key = a_key()
        return [self.producer.say(case_triaged(key), key) for _ in range(times)]

    def send(self, *, mark: bool = True) -> None:
        for row in self.producer.to_send():
            self.broker.append(row)
            row["status"] = "sent" if mark else row["status"]

    def take(self) -> None:
        for at, unread in list(self.broker.unread()):
            for record in unread:
                self.consumer.take(record, failed=False)
            self.broker.offsets[at] += len(unread)


@dataclass
class Row:
    sequence: int
    due: bool
    human: bool = False


@dataclass
class Snapshot:
    """What a transaction has read of a ledger, and which writes had been committed by then."""

    position: int
    erased: bool
    writes: int


@dataclass
class Stored:
    """A ledger and the retry queue of its key; of two transactions that write the ledger the first to commit wins."""

    position: int = 0
    erased: bool = False
    writes: int = 0
    queue: dict[int, Row] = field(default_factory=dict)

    def read(self) -> Snapshot:
        return Snapshot(self.position, self.erased, self.writes)

    def commit(self, seen: Snapshot, *, writes: bool = True) -> bool:
        """False where somebody wrote since, and the transaction is to be run again."""
        if writes and seen.writes != self.writes:
            return False
        self.writes += writes
        return True


def lease(protected: bool) -> bool:
    """Two relays read the same pending row before either has marked it."""
    line = Line()
    line.say(1)
    line.send(mark=protected)
    line.send()
    return [len(log) for log in line.broker.logs.values()] == [1]


def ledger_write(protected: bool) -> bool:
    """A consumer parks an event of a key that another erases after both have read its ledger."""
    stored = Stored(position=1)
    seen, other = stored.read(), stored.read()
    assert stored.commit(other)
    stored.erased, stored.queue = True, {}
    while True:
        verdict = settle(decide(seen.position, 3), failed=False, erased=seen.erased)
        if stored.commit(seen, writes=protected):
            break
        seen = stored.read()
    if verdict is Verdict.PARK:
        stored.queue[3] = Row(3, due=False)
    return not stored.queue


def offset_after_commit(protected: bool) -> bool:
    """The process dies between the offset and the transaction, in whichever order they come."""
    line = Line()
    said = line.say(1)
    line.send()
    ((at, (record,)),) = line.broker.unread()
    if protected:
        line.consumer.take(record, failed=False)
    else:
        line.broker.offsets[at] += 1
    line.take()
    return line.consumer.effects == said


def erased_mark(protected: bool) -> bool:
    """What another topic says of the key arrives after its erasure took effect."""
    last = (CASE, 1)
    world = explorer.begin({CASE: 1, CONSENT: 1}, frozenset({last}))
    world = explorer.deliver(world, last, decide, failed=False)
    if not protected:
        world = World(world.in_flight, world.applied, effects=world.effects, erasers=world.erasers)
    return _holds(explorer.deliver(world, (CONSENT, 1), decide, failed=False))


def high_water_marks(protected: bool) -> bool:
    """The broker loses the only record of an event that it had acknowledged."""
    line = Line()
    ((lane, head),) = line.say(1)
    line.send()
    line.broker.lose_the_end(1)
    if protected:
        for first, last in line.consumer.lacking(lane, head):
            line.producer.again(lane, first, last)
    line.send()
    line.take()
    return line.consumer.effects == [(lane, head)]


def level_pass(protected: bool) -> bool:
    """Number 1 fails, 2 waits behind it until a human is asked, 1 succeeds: its progress wakes no such row."""
    stored = Stored(queue={1: Row(1, due=True), 2: Row(2, due=False, human=True)})
    assert settle(decide(stored.position, 1), failed=False, erased=False) is Verdict.APPLY
    del stored.queue[1]
    stored.position = 1
    for row in stored.queue.values():
        row.due = row.due or not row.human
    for row in [row for row in stored.queue.values() if protected and not row.due]:
        verdict = settle(decide(stored.position, row.sequence), failed=False, erased=False)
        row.due = verdict is Verdict.APPLY
        row.human = row.human and not row.due
    waiting = [row for row in stored.queue.values() if not row.due or row.human]
    return all(
        settle(decide(stored.position, row.sequence), failed=False, erased=False) is Verdict.PARK for row in waiting
    )


def drop(protected: bool) -> bool:
    """A consumer dies before it has committed the offset of what it applied, and it is delivered again."""

    def never_drops(applied: int, sequence: int) -> Verdict:
        return Verdict.APPLY if sequence <= applied else decide(applied, sequence)

    world = explorer.begin({CASE: 1}, frozenset())
    for _ in range(2):
        world = explorer.deliver(world, (CASE, 1), decide if protected else never_drops, failed=False)
    return _holds(world)


def park(protected: bool) -> bool:
    """The handler of number 1 fails, and number 2 is delivered."""

    def never_parks(applied: int, sequence: int) -> Verdict:
        return Verdict.APPLY if sequence > applied else Verdict.DROP

    rule = decide if protected else never_parks
    world = explorer.begin({CASE: 2}, frozenset())
    world = explorer.deliver(world, (CASE, 1), rule, failed=True)
    return _holds(explorer.deliver(world, (CASE, 2), rule, failed=False))


def _holds(world: World) -> bool:
    try:
        explorer.check(world)
    except Broken:
        return False
    return True


SCENARIOS: Final[dict[str, Scenario]] = {
    "Lease": lease,
    "LedgerWrite": ledger_write,
    "OffsetAfterCommit": offset_after_commit,
    "ErasedMark": erased_mark,
    "HighWaterMarks": high_water_marks,
    "LevelPass": level_pass,
    "Drop": drop,
    "Park": park,
}


@pytest.mark.parametrize("protection", SCENARIOS)
def test_the_promise_holds_with_the_protection_and_breaks_without_it(protection: str) -> None:
    assert SCENARIOS[protection](True)
    assert not SCENARIOS[protection](False)


def test_each_protection_of_the_model_has_its_scenario_and_its_counterexample() -> None:
    model = MODEL.read_text()
    named = re.search(r"enum Protection \{ ([\w, ]+) \}", model)
    assert named is not None
    assert named[1].split(", ") == list(SCENARIOS)
    assert re.findall(r"^check without(\w+) ", model, re.MULTILINE) == list(SCENARIOS)
