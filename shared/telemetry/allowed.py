"""The list of what may leave a process in a span, a metric or a log line: no address, path, case key or text."""

import re
from collections.abc import Mapping
from typing import Any, Final

Value = str | int | float | bool

ATTRIBUTES: Final = frozenset(
    {
        "service.name",
        "service.version",
        "service.instance.id",
        "telemetry.sdk.language",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "db.system.name",
        "db.namespace",
        "db.collection.name",
        "db.operation.name",
        "messaging.system",
        "messaging.operation.name",
        "messaging.operation.type",
        "messaging.destination.name",
        "messaging.batch.message_count",
        "messaging.consumer.group.name",
        "error.type",
    }
)
"""Attributes of spans, metrics and their resource, by the names of the semantic conventions."""

LOG_FIELDS: Final = frozenset({"at", "dispatch", "event", "kind", "reason", "records", "topic", "type", "worker"})
"""Fields that a log line may carry besides its message, which is a literal of our own code."""

PLAIN: Final = re.compile(r"[\w.:/{}<>|-]{1,200}")


def attributes(given: Mapping[str, Any] | None) -> dict[str, Value]:
    return _of(given or {}, ATTRIBUTES)


def log_fields(given: Mapping[str, Any]) -> dict[str, Value]:
    return _of(given, LOG_FIELDS)


def _of(given: Mapping[str, Any], names: frozenset[str]) -> dict[str, Value]:
    return {name: given[name] for name in names & given.keys() if _is_plain(given[name])}


def _is_plain(value: Any) -> bool:
    """Whether it is a number or a single word: a sentence that somebody writes into a field does not get out."""
    return isinstance(value, int | float) or (isinstance(value, str) and PLAIN.fullmatch(value) is not None)
