"""What became of the events that were heard, counted once a chunk and after its commit."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from shared.bus.consume.rules import Verdict
from shared.telemetry.metrics import EVENTS

OUTCOMES: Final = {Verdict.APPLY: "applied", Verdict.DROP: "dropped", Verdict.PARK: "parked"}


def tally(service: str, settled: Iterable[tuple[str, Verdict]]) -> None:
    """Pairs of topic and verdict."""
    for (topic, verdict), number in Counter(settled).items():
        EVENTS.labels(service, topic, OUTCOMES[verdict]).inc(number)
