"""A producer, a broker and a consumer of which only the stores survive; what they decide is the bus's own code."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from shared.bus.consume.apply import verdict_by_sequence
from shared.bus.consume.decode import DecodedEvent, EventDecoder
from shared.bus.consume.rules import Verdict
from shared.bus.repair.gaps import runs
from shared.bus.write import outbox
from shared.bus.write.ledger import Ledger
from shared.bus.write.outbox import PENDING, REPLAY, SENT
from shared.bus.write.unit_of_work import ALL_ON, Protections
from shared.contracts import catalogue
from shared.contracts.cloudevent import CloudEvent, encode
from shared.contracts.message import Message
from shared.store import Document
from tests.unit.bus.explorer import Lane, Record

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DECODER = EventDecoder("referral")


class Ledgers(defaultdict[str, Ledger]):
    def __missing__(self, key: str) -> Ledger:
        self[key] = Ledger(key)
        return self[key]


@dataclass(frozen=True)
class OnDisk:
    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    timestamp: int = 0


@dataclass
class Producer:
    ledgers: Ledgers = field(default_factory=Ledgers)
    rows: list[Document] = field(default_factory=list)

    def say(self, said: Message, key: str) -> Record:
        number = self.ledgers[key].issue(said.TOPIC)
        event_id = f"{said.TOPIC}|{key}|{number}"
        event = CloudEvent(event_id, "/lotse/intake", said.TYPE, key, NOW, key, number, None, None, said.data())
        self.rows.append(outbox.row(event, said.TOPIC, encode(event), owner=key, at=NOW))
        return (said.TOPIC, key), number

    def to_send(self) -> list[Document]:
        """As the relay takes them: what is pending, and with it what was asked for again; each lane in its order."""
        chosen = [row for status in (PENDING, REPLAY) for row in self.rows if row["status"] == status]
        return [row for turn in outbox.rounds(chosen) for row in turn]

    def again(self, lane: Lane, first: int, last: int) -> None:
        for row in self.rows:
            if (row["topic"], row["key"]) == lane and first <= row["sequence"] <= last and row["status"] == SENT:
                row["status"] = REPLAY


@dataclass
class Broker:
    partitions: int = 1
    logs: dict[tuple[str, int], list[OnDisk]] = field(default_factory=lambda: defaultdict(list))
    offsets: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def append(self, row: Document) -> None:
        at = (row["topic"], sum(row["key"].encode()) % self.partitions)
        self.logs[at].append(OnDisk(*at, len(self.logs[at]), row["key"].encode(), row["body"]))

    def lose_the_end(self, many: int) -> None:
        """Records that were acknowledged are gone; who had read further begins again at the new end."""
        for at, log in self.logs.items():
            del log[max(0, len(log) - many) :]
            self.offsets[at] = min(self.offsets[at], len(log))

    def unread(self) -> Iterator[tuple[tuple[str, int], list[OnDisk]]]:
        for at, log in self.logs.items():
            if log[self.offsets[at] :]:
                yield at, log[self.offsets[at] :]


@dataclass
class Consumer:
    protections: Protections = ALL_ON
    ledgers: Ledgers = field(default_factory=Ledgers)
    parked: dict[Record, DecodedEvent] = field(default_factory=dict)
    effects: list[Record] = field(default_factory=list)

    def take(self, record: OnDisk, *, failed: bool) -> Record:
        event = DECODER.numbered(record)
        assert isinstance(event, DecodedEvent)
        verdict = self._verdict(event, failed=failed)
        if verdict is Verdict.APPLY:
            self._apply(event)
        elif verdict is Verdict.PARK:
            self.parked.setdefault(name(event), event)
        return name(event)

    def retry(self, which: Record) -> None:
        event = self.parked[which]
        verdict = self._verdict(event, failed=False)
        if verdict is not Verdict.PARK:
            del self.parked[which]
        if verdict is Verdict.APPLY:
            self._apply(event)

    def lacking(self, lane: Lane, head: int) -> list[tuple[int, int]]:
        ledger = self.ledgers[lane[1]]
        if ledger.erased:
            return []
        numbers = [n for n in range(ledger.position(lane[0]) + 1, head + 1) if (lane, n) not in self.parked]
        return [(gap.first, gap.last) for gap in runs(lane[1], numbers)]

    def _verdict(self, event: DecodedEvent, *, failed: bool) -> Verdict:
        return verdict_by_sequence(self.ledgers[event.event.key], event, failed=failed, on=self.protections)

    def _apply(self, event: DecodedEvent) -> None:
        key, (_, number) = event.event.key, name(event)
        self.effects.append(name(event))
        self.ledgers[key].advance(event.topic, number, event.event.id)
        if catalogue.erases(event.event.type):
            self.ledgers[key] = replace(self.ledgers[key], erased=NOW)
            self.parked = {at: waiting for at, waiting in self.parked.items() if at[0][1] != key}


def name(event: DecodedEvent) -> Record:
    assert event.event.sequence is not None
    return (event.topic, event.event.key), event.event.sequence


def erased(ledgers: Ledgers) -> Collection[str]:
    return {key for key, ledger in ledgers.items() if ledger.erased}
