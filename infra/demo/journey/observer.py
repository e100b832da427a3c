"""A Kafka client of the story's own: reads every topic from its beginning."""

import json
import threading
import uuid
from typing import Any

from confluent_kafka import Consumer, KafkaException

Event = dict[str, Any]


class Watching:
    """Collects every event in a thread of its own; `events` grows while the story goes on."""

    def __init__(self, kafka: dict[str, Any]) -> None:
        self.events: list[Event] = []
        self._ends = threading.Event()
        self._ready = threading.Event()
        self._settings = _settings(kafka)
        self._consumer = Consumer(self._settings)
        self._consumer.subscribe(["^lotse\\..*"], on_assign=lambda *_: self._ready.set())
        self._thread = threading.Thread(target=self._collect, daemon=True)

    def __enter__(self) -> "Watching":
        self._thread.start()
        self._ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join(5)
        self._consumer.close()

    def of(self, key: str, fact: str) -> list[Event]:
        """Returns the events of one key whose type is the fact in any version, such as `lotse.intake.case.opened`."""
        return [
            event
            for event in list(self.events)
            if event["partitionkey"] == key and event["type"].rpartition(".v")[0] == fact
        ]

    def reaches_the_bus(self) -> bool:
        """Whether a broker answers now; asked by another client, since one that is being polled does not tell."""
        asking = Consumer(self._settings)
        try:
            return bool(asking.list_topics(timeout=2).brokers)
        except KafkaException:
            return False
        finally:
            asking.close()

    def _collect(self) -> None:
        while not self._ends.is_set():
            record = self._consumer.poll(0.2)
            if record is not None and record.error() is None:
                self.events.append(json.loads(record.value() or b"{}") | {"topic": record.topic()})


def _settings(kafka: dict[str, Any]) -> dict[str, Any]:
    return _login(kafka) | {
        "bootstrap.servers": kafka["bootstrap"],
        "group.id": f"observer.journey-{uuid.uuid4()}",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "topic.metadata.refresh.interval.ms": 1000,
        "log_level": 0,
    }


def _login(kafka: dict[str, Any]) -> dict[str, Any]:
    if kafka["mechanism"] is None:
        return {}
    observer = kafka["users"]["observer"]
    return {
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": kafka["mechanism"],
        "sasl.username": observer["username"],
        "sasl.password": observer["password"],
    }
