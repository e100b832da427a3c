"""Begins traces, carries them on, and takes them up again.

It is off until `switch_on` is called; until then each function that others call costs one comparison.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.metrics import Histogram
from opentelemetry.trace import Link, Span, SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

if TYPE_CHECKING:
    from httpx2 import AsyncClient
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.trace import TracerProvider

OFF: Final = nullcontext()
NOWHERE: Final = Context()
PATIENCE: Final = 1_000

Facts = Mapping[str, str | int]


@dataclass(frozen=True)
class Telemetry:
    traces: "TracerProvider"
    meters: "MeterProvider"
    logs: "LoggerProvider"
    tracer: Tracer
    processing: Histogram


_on: Telemetry | None = None


def switch_on(traces: "TracerProvider", meters: "MeterProvider", logs: "LoggerProvider") -> None:
    global _on
    seconds = meters.get_meter("lotse").create_histogram("messaging.process.duration", "s")
    _on = Telemetry(traces, meters, logs, traces.get_tracer("lotse"), seconds)


def telemetry() -> Telemetry | None:
    return _on


def flush() -> None:
    """Sends what was gathered; blocks until that is done or has failed."""
    if _on is not None:
        _on.traces.force_flush(PATIENCE)
        _on.meters.force_flush(PATIENCE)
        _on.logs.force_flush(PATIENCE)


def traceparent() -> str | None:
    """The `traceparent` of the span that is open here, to be stored in a row or an event; None without a span."""
    if _on is None:
        return None
    here = trace.get_current_span().get_span_context()
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags:02x}" if here.is_valid else None


def context_of(parent: str | None) -> Context:
    return TraceContextTextMapPropagator().extract({"traceparent": parent}, NOWHERE) if parent else NOWHERE


def answering(method: str, parent: str | None) -> AbstractContextManager[Span | None]:
    """A span of a request that is answered here; `answered` adds the route to its name."""
    if _on is None:
        return OFF
    return span(_on, method, SpanKind.SERVER, {"http.request.method": method}, context_of(parent))


def answered(request: Span, method: str, route: str, status: int) -> None:
    request.update_name(f"{method} {route}" if route else method)
    request.set_attributes({"http.response.status_code": status} | ({"http.route": route} if route else {}))
    if status >= 500:
        fail(request, str(status))


def transacting() -> AbstractContextManager[Span | None]:
    return OFF if _on is None else span(_on, "transaction")


def carry(client: "AsyncClient") -> None:
    """Makes the client's requests carry the trace along; only for clients of our own services."""
    if _on is not None:
        from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor

        HTTPX2ClientInstrumentor.instrument_client(client, _on.traces, _on.meters)


@contextmanager
def span(
    on: Telemetry,
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    facts: Facts | None = None,
    around: Context | None = None,
    links: Sequence[Link] = (),
) -> Generator[Span]:
    """Opens a span; an error leaves its kind on it and never its text."""
    with on.tracer.start_as_current_span(
        name, around, kind, facts, links, record_exception=False, set_status_on_exception=False
    ) as opened:
        try:
            yield opened
        except BaseException as error:
            fail(opened, type(error).__name__)
            raise


def fail(failed: Span, kind: str) -> None:
    failed.set_attribute("error.type", kind)
    failed.set_status(StatusCode.ERROR)
