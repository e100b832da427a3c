"""I9: what was erased at its origin is erased at every consumer, and nothing of it waits or can be opened."""

from collections.abc import Iterator

from tests.harness.invariants.finding import Finding, found
from tests.harness.invariants.order import hears_topic
from tests.harness.invariants.snapshot import KEYS, Snapshot


def erased_everywhere(snapshot: Snapshot) -> Iterator[Finding]:
    ends = [said for said in snapshot.said("intake") if said.fact.endswith(".erased")]
    for service in snapshot.stores:
        keys = {said.envelope.key for said in ends if hears_topic(service, said.row["topic"])}
        yield from found(f"not erased by {service}", keys - snapshot.erased(service))
        for collection in ("parked", "dispatches", "contributions"):
            left = {row["key"] for row in snapshot.rows(service, collection)}
            yield from found(f"{service} still has {collection}", left & snapshot.erased(service))
        yield from found(f"{service} can still open", {row["_id"] for row in snapshot.rows(service, KEYS)} & keys)
