from collections.abc import Iterable, Mapping

from infra.kafka.topics import Wanted
from shared.contracts.catalogue import TOPICS, Topic


def wanted(opaque_parts: Mapping[str, Iterable[str]]) -> list[Wanted]:
    """Every topic of the catalogue; a row with an opaque part once for each part of its family (channel, partner)."""
    return [_wanted(row, name) for row in TOPICS for name in _names(row, opaque_parts)]


def _names(row: Topic, opaque_parts: Mapping[str, Iterable[str]]) -> list[str]:
    if not row.opaque:
        return [row.name]
    family = row.name.split(".")[1]
    return [row.named(part) for part in opaque_parts[family]]


def _wanted(row: Topic, name: str) -> Wanted:
    return Wanted(name, row.partitions, row.retention_days)
