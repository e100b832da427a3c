"""I4 and I5: each service applied each key's events 1 to n, and nothing waits any more."""

from collections.abc import Callable, Iterator, Sequence

from shared.bus.write.effects import GIVEN_UP
from shared.bus.write.outbox import SENT
from shared.bus.write.unit_of_work import WAITING
from shared.contracts import catalogue
from shared.store import Document
from tests.harness.invariants.finding import Finding, found
from tests.harness.invariants.snapshot import Lane, Snapshot


def applied_in_order(snapshot: Snapshot) -> Iterator[Finding]:
    """Checks I4 by the ledgers of the consumers and the outbox of the producer."""
    for producer in snapshot.stores:
        erased = snapshot.erased(producer)
        lanes = {lane: rows for lane, rows in snapshot.lanes(producer).items() if not _gone(rows, erased)}
        ledgers = snapshot.by_id(producer, "ledger")
        issued = {(topic, key): ledgers.get(key, {}).get("issued", {}).get(topic) for topic, key in lanes}
        uneven = [_named(lane) for lane, rows in lanes.items() if _numbers(rows) != list(range(1, len(rows) + 1))]
        yield from found(f"{producer} did not number 1 to n", uneven)
        yield from found(
            f"{producer}'s ledger and outbox differ",
            (_named(lane) for lane, rows in lanes.items() if issued[lane] != max(_numbers(rows))),
        )
        for hearer in snapshot.stores:
            yield from _heard(snapshot, hearer, lanes)


def settled(snapshot: Snapshot) -> Iterator[Finding]:
    """Checks I5; effects that are due later, such as a referral's clock, may wait."""
    for service in snapshot.stores:
        rows = snapshot.rows
        yield from found(f"{service} has unsent rows", _ids(rows(service, "outbox"), lambda r: r["status"] != SENT))
        yield from found(f"{service} has parked events", _ids(rows(service, "parked")))
        waiting = [r for r in rows(service, "dispatches") if r["status"] == WAITING and r["due"] <= snapshot.taken]
        yield from found(f"{service} has dispatches that are due", _ids(waiting))
        given_up = _ids(rows(service, "dispatches"), lambda r: r["status"] == GIVEN_UP)
        yield from found(f"{service} has dispatches given up", given_up)
        yield from found(f"{service} knows of gaps", _ids(rows(service, "gaps")))
        yield from found(f"{service} has quarantined records", _ids(rows(service, "quarantine"), _unhandled))
        yield from found(f"{service} has stopped topics", _ids(rows(service, "stops")))
        yield from _behind(snapshot, service)


def nothing_healed(snapshot: Snapshot) -> Iterator[Finding]:
    """Checks that nothing was replayed, for faults that lose no record: a replay hides a regression."""
    for service in snapshot.stores:
        again = _ids(snapshot.rows(service, "outbox"), lambda row: row.get("replays", 0) > 0)
        yield from found(f"{service} was asked to send again", again)


def hears_topic(service: str, topic: str) -> bool:
    row = catalogue.topic_named(topic)
    return row is not None and row in catalogue.consumed_by(service)


def _heard(snapshot: Snapshot, hearer: str, lanes: dict[Lane, list[Document]]) -> Iterator[Finding]:
    ledgers, erased = snapshot.by_id(hearer, "ledger"), snapshot.erased(hearer)
    ahead, other, undead = [], [], []
    for (topic, key), rows in lanes.items():
        at = ledgers.get(key, {}).get("applied", {}).get(topic)
        if at is None or key in erased:
            continue
        ids = {row["sequence"]: row["_id"] for row in rows}
        if at["n"] not in ids:
            ahead.append(_named((topic, key)))
        elif ids[at["n"]] != at["id"]:
            other.append(_named((topic, key)))
    for row in snapshot.rows(hearer, "parked"):
        applied = ledgers.get(row["key"], {}).get("applied", {}).get(row["topic"], {"n": 0})["n"]
        if row["sequence"] <= applied or row["key"] in erased:
            undead.append(row["_id"])
    yield from found(f"{hearer} applied what was never said", ahead)
    yield from found(f"{hearer} applied another event under this number", other)
    yield from found(f"{hearer} still parks what it applied or erased", undead)


def _behind(snapshot: Snapshot, hearer: str) -> Iterator[Finding]:
    ledgers, erased = snapshot.by_id(hearer, "ledger"), snapshot.erased(hearer)
    for producer in snapshot.stores:
        lacking = [
            _named(lane)
            for lane, rows in snapshot.lanes(producer).items()
            if hears_topic(hearer, lane[0])
            and lane[1] not in erased
            and ledgers.get(lane[1], {}).get("applied", {}).get(lane[0], {"n": 0})["n"] < max(_numbers(rows))
        ]
        yield from found(f"{hearer} has not applied all of {producer}", lacking)


def _gone(rows: Sequence[Document], erased: set[str]) -> bool:
    """Whether the lane's key is erased: then only its last fact is left, and the numbers before it are gone."""
    return rows[0]["owner"] in erased


def _numbers(rows: Sequence[Document]) -> list[int]:
    return sorted(row["sequence"] for row in rows)


def _unhandled(row: Document) -> bool:
    return "handled" not in row


def _ids(rows: Sequence[Document], wanted: Callable[[Document], bool] = bool) -> list[str]:
    return [str(row["_id"]) for row in rows if wanted(row)]


def _named(lane: Lane) -> str:
    return "|".join(lane)
