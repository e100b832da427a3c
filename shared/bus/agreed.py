"""Handlers and catalogue say the same, or the service does not start."""

from collections.abc import Collection

from shared.contracts import catalogue
from shared.contracts.message import Message


def agreed(service: str, event_handlers: Collection[type[Message]], *kinds: catalogue.Kind) -> list[catalogue.Topic]:
    """The topics to subscribe to; raises where handlers and catalogue differ."""
    assigned = {said: topic for said, topic in catalogue.types_consumed(service).items() if topic.kind in kinds}
    differing = sorted(said.TYPE for said in assigned.keys() ^ set(event_handlers))
    if differing:
        raise LookupError(f"{service} and the catalogue differ about {', '.join(differing)}")
    return sorted({topic.name: topic for topic in assigned.values()}.values(), key=lambda topic: topic.name)
