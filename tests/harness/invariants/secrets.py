"""I7 and I8: strings planted in personal fields, and the client's identity, are nowhere in plain text."""

from collections.abc import Iterator

from tests.harness.invariants.finding import Finding, found
from tests.harness.invariants.snapshot import Snapshot


def nothing_exposed(snapshot: Snapshot) -> Iterator[Finding]:
    yield from found("exposed", snapshot.exposed)
