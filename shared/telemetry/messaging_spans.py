"""The spans of an event's way: sent by the relay, processed by each consumer, and the effects that came of it.

Names and attributes are those of the messaging conventions. A trace that an outsider names in an envelope is ignored.
"""

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, Final, Protocol

from opentelemetry import trace
from opentelemetry.trace import Link, Span, SpanKind

from shared.contracts.catalogue import topic_named
from shared.telemetry.tracing import NOWHERE, OFF, Telemetry, context_of, fail, span, telemetry

KAFKA: Final[dict[str, str | int]] = {"messaging.system": "kafka"}


Outcomes = Callable[[Sequence[object]], None]


class Heard(Protocol):
    @property
    def topic(self) -> str: ...

    @property
    def traceparent(self) -> str | None: ...


def sending(rows: Sequence[Mapping[str, Any]]) -> AbstractContextManager[Outcomes | None]:
    """Spans of a round of outbox rows, each on the trace of the transaction that wrote it.

    The caller passes the rows' outcomes in their order: an exception marks its row's span as failed.
    """
    on = telemetry()
    return OFF if on is None else _sending(on, rows)


def batch(events: Sequence[Heard]) -> AbstractContextManager[Span | None]:
    """A span of the transaction of many events, on their trace if all have the same one, and linked to their spans."""
    on = telemetry()
    if on is None:
        return OFF
    contexts = [context_of(parent) for parent in (event.traceparent for event in events)]
    spans = [trace.get_current_span(each).get_span_context() for each in contexts]
    around = contexts[0] if len({each.trace_id for each in spans}) == 1 else NOWHERE
    facts = _facts("process") | {"messaging.batch.message_count": len(spans)}
    return span(on, "process", SpanKind.CONSUMER, facts, around, [Link(each) for each in spans if each.is_valid])


def processing(event: Heard, service: str) -> AbstractContextManager[None]:
    """A span of one event's handler, on the event's own trace."""
    on = telemetry()
    return OFF if on is None else _processing(on, event.topic, service, event.traceparent)


def processing_all(events: Sequence[Heard], service: str) -> AbstractContextManager[None]:
    """Spans of events that are handled together, each on its own trace; what is done for all is in the batch's span."""
    on = telemetry()
    return OFF if on is None else _processing_all(on, events, service)


def from_outside(topic: str, service: str) -> AbstractContextManager[None]:
    """A span of an outsider's message, which begins a trace here; a trace that it names is ignored."""
    on = telemetry()
    return OFF if on is None else _processing(on, unowned(topic), service, None)


def performing(kind: str, parent: str | None) -> AbstractContextManager[Span | None]:
    """A span of an effect, on the trace of the transaction that added it."""
    on = telemetry()
    return OFF if on is None else span(on, f"dispatch {kind}", around=context_of(parent))


@contextmanager
def _sending(on: Telemetry, rows: Sequence[Mapping[str, Any]]) -> Generator[Outcomes]:
    spans = [_send(on, row["topic"], row.get("traceparent")) for row in rows]

    def ended(outcomes: Sequence[object]) -> None:
        for each, outcome in zip(spans, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                fail(each, type(outcome).__name__)

    try:
        yield ended
    except BaseException as error:
        ended([error] * len(spans))
        raise
    finally:
        for each in spans:
            each.end()


def _send(on: Telemetry, topic: str, parent: str | None) -> Span:
    name = unowned(topic)
    return on.tracer.start_span(f"send {name}", context_of(parent), SpanKind.PRODUCER, _facts("send", name))


@contextmanager
def _processing(on: Telemetry, topic: str, service: str, parent: str | None) -> Generator[None]:
    facts = _facts("process", topic) | {"messaging.consumer.group.name": f"lotse.{service}"}
    began = time.perf_counter()
    try:
        with span(on, f"process {topic}", SpanKind.CONSUMER, facts, context_of(parent)):
            yield
    finally:
        on.processing.record(time.perf_counter() - began, facts)


@contextmanager
def _processing_all(on: Telemetry, events: Sequence[Heard], service: str) -> Generator[None]:
    batched = trace.get_current_span()
    with ExitStack() as spans:
        for event in events:
            spans.enter_context(_processing(on, event.topic, service, event.traceparent))
        spans.enter_context(trace.use_span(batched, record_exception=False, set_status_on_exception=False))
        yield


def unowned(topic: str) -> str:
    """The topic's name in the catalogue, without the part that names its owner; `unknown` for any other topic."""
    row = topic_named(topic)
    return row.name if row else "unknown"


def _facts(operation: str, topic: str | None = None) -> dict[str, str | int]:
    named = {"messaging.operation.name": operation, "messaging.operation.type": operation}
    return KAFKA | named | ({"messaging.destination.name": topic} if topic else {})
