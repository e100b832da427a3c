"""One line of JSON for each record: a literal message and fields from the list, never the text of an exception.

Other code may write anything into a message. Of such a record the wording is logged where its data are apart from it
(`"%s is away"`), otherwise only its place in the code.
"""

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from shared.telemetry import allowed
from shared.telemetry.tracing import traceparent

if TYPE_CHECKING:
    from opentelemetry._logs import LoggerProvider

OURS: Final = ("services", "shared")


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        here = traceparent()
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message(record),
            **fields(record),
        }
        return json.dumps(line | ({"trace": here[3:35]} if here else {}), ensure_ascii=False)


class Export(logging.Handler):
    """Sends our own records to the collector."""

    def __init__(self, provider: "LoggerProvider") -> None:
        super().__init__()
        self._provider = provider
        self.addFilter(is_ours)

    def emit(self, record: logging.LogRecord) -> None:
        self._provider.get_logger(record.name).emit(
            timestamp=int(record.created * 1e9),
            severity_text=record.levelname,
            body=message(record),
            attributes=fields(record),
        )


def is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def message(record: logging.LogRecord) -> str:
    literal = record.msg if isinstance(record.msg, str) and (is_ours(record) or record.args) else None
    return literal or f"{record.module}.{record.funcName}:{record.lineno}"


def fields(record: logging.LogRecord) -> dict[str, allowed.Value]:
    failed = record.exc_info[0] if record.exc_info else None
    return allowed.log_fields(vars(record) if is_ours(record) else {}) | ({"reason": failed.__name__} if failed else {})
