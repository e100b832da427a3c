"""The catalogue's topics as a broker has them: a row with an opaque part becomes one for each channel or partner."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from infra.kafka.topics import Wanted
from shared.contracts.catalogue import OPAQUE, TOPICS, Topic, topic_named
from shared.contracts.cloudevent import EXTERNAL_LIMIT, LIMIT

OpaqueParts = Mapping[str, Iterable[str]]
"""The opaque parts in the names of the topics of channels and partners, by family."""

FAMILIES = ("channel", "partner")


@dataclass(frozen=True)
class Named:
    """A topic of the broker; `part` names the channel or partner where the catalogue's row leaves that open."""

    row: Topic
    name: str
    part: str | None = None

    @property
    def wanted(self) -> Wanted:
        largest = EXTERNAL_LIMIT if self.row.kind == "external" else LIMIT
        return Wanted(self.name, self.row.partitions, self.row.retention_days, largest)


def named(parts: OpaqueParts) -> Iterator[Named]:
    """Yields every topic of the catalogue; a row with an opaque part once for each part of its family."""
    for row in TOPICS:
        if row.opaque:
            yield from (Named(row, row.named(part), part) for part in parts[_family(row)])
        else:
            yield Named(row, row.name)


def wanted(parts: OpaqueParts) -> list[Wanted]:
    return [each.wanted for each in named(parts)]


def parts_in(topics: Iterable[str]) -> dict[str, set[str]]:
    """Returns, by family, the opaque parts in the names of a broker's topics."""
    parts: dict[str, set[str]] = {family: set() for family in FAMILIES}
    for topic in topics:
        row = topic_named(topic)
        if row and row.opaque:
            before, _, after = row.name.partition(OPAQUE)
            parts[_family(row)].add(topic.removeprefix(before).removesuffix(after))
    return parts


def together(*several: OpaqueParts) -> dict[str, set[str]]:
    joined: dict[str, set[str]] = {family: set() for family in FAMILIES}
    for parts in several:
        for family in FAMILIES:
            joined[family].update(parts.get(family, ()))
    return joined


def _family(row: Topic) -> str:
    return row.name.split(".")[1]
