"""Telemetry switched on in this process for one test, through the same way out, into memory instead of a collector."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ParentBased

from shared.telemetry import tracing
from shared.telemetry.redaction import DropsRootStoreCalls, RedactingExporter, every_instrument


@dataclass(frozen=True)
class Memory:
    traces: TracerProvider
    meters: MeterProvider
    exported: InMemorySpanExporter
    measured: InMemoryMetricReader

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self.exported.get_finished_spans())

    def named(self, name: str) -> ReadableSpan:
        (found,) = (span for span in self.spans if span.name == name)
        return found


@contextmanager
def switched_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    resource = Resource({"service.name": "a-service", "host.name": "a-host"})
    exported, measured = InMemorySpanExporter(), InMemoryMetricReader()
    traces = TracerProvider(ParentBased(DropsRootStoreCalls()), resource)
    traces.add_span_processor(SimpleSpanProcessor(RedactingExporter(exported)))
    meters = MeterProvider([measured], resource, AlwaysOffExemplarFilter(), views=[every_instrument()])
    monkeypatch.setattr(tracing, "_on", None)
    tracing.switch_on(traces, meters, LoggerProvider())
    yield Memory(traces, meters, exported, measured)
