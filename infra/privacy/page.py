"""Writes docs/datenschutz/verarbeitungen.md: the record of processing as a page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infra.privacy.stores import DATABASES
from infra.privacy.topics import RECORDS, purposes
from shared.contracts.catalogue import TOPICS, Topic
from shared.retention import Ends, ProcessingRecord

HEAD: Final = Path(__file__).with_name("head.md")
ENDED_BY: Final[dict[Ends, str]] = {
    "index": "die Datenbank selbst",
    "sweep": "ein stündlicher Lauf des Dienstes",
    "event": "das Ereignis, im selben Schritt",
    "replaced": "der nächste Stand",
    "by hand": "ein Mensch im Betrieb",
    "stays": "nichts",
    "not yet": "**noch nichts**",
}
SERVICES: Final = {
    "intake": "Erstaufnahme",
    "referral": "Vermittlung",
    "notification": "Benachrichtigung",
    "statistics": "Statistik",
    "partner": "der eine Partner",
    "channel": "der eine Meldeweg",
}


def page() -> str:
    return "\n".join([HEAD.read_text(), *_stores(), *_topics()])


def _stores() -> Iterator[str]:
    yield "## Was gespeichert wird\n"
    for database in DATABASES:
        yield f"### `{database.name}`: {database.title}\n"
        for name, kept in database.kept.items():
            yield from _collection(name, kept)


def _collection(name: str, kept: ProcessingRecord) -> Iterator[str]:
    yield f"#### `{name}`: {kept.why}\n"
    yield from _facts(
        kept.whose, kept.basis, kept.seen_by, f"{kept.period.text}; beendet durch: {ENDED_BY[kept.period.ends]}"
    )
    yield "| Felder | wozu |"
    yield "|---|---|"
    for purpose, names in kept.fields.items():
        yield f"| {_named(names.split())} | {purpose} |"
    yield ""


def _topics() -> Iterator[str]:
    yield "## Was über Kafka läuft\n"
    yield (
        "Kein Name, keine Adresse, kein Freitext eines Menschen; von Stellen des Verzeichnisses steht dort, wie sie "
        "heißen, was sie tun und wie man sie erreicht. Jedes Feld mit Form und Beispiel: [events.md](../events.md).\n"
    )
    for topic in TOPICS:
        yield from _topic(topic)


def _topic(topic: Topic) -> Iterator[str]:
    record = RECORDS[topic.name]
    yield f"#### `{topic.name}`: {record.why}\n"
    consumers = dict.fromkeys(consumer for consumers in topic.types.values() for consumer in consumers)
    seen_by = ", ".join(SERVICES.get(consumer, consumer) for consumer in consumers)
    yield from _facts(record.whose, record.basis, seen_by, f"{topic.retention_days} Tage; beendet durch: Kafka selbst")
    yield "| Felder | wozu |"
    yield "|---|---|"
    fields: dict[str, list[str]] = {}
    for name, known in purposes(topic).items():
        fields.setdefault(", ".join(known), []).append(name)
    for purpose, names in fields.items():
        yield f"| {_named(names)} | {purpose} |"
    yield ""


def _facts(whose: str, basis: str, seen_by: str, until: str) -> Iterator[str]:
    yield f"- Betroffene: {whose}"
    yield f"- Grundlage: {basis}"
    yield f"- Empfänger: {seen_by}"
    yield f"- Frist: {until}\n"


def _named(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
