"""Sends traces, metrics and logs to a collector by OTLP over HTTP. No provider is global: other code finds none."""

import logging
import os
from typing import TYPE_CHECKING, Final

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.pymongo import PymongoInstrumentor
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased
from opentelemetry.trace import Span

from shared.telemetry import tracing
from shared.telemetry.logs import Export
from shared.telemetry.redaction import DropsRootStoreCalls, RedactingExporter, every_instrument

if TYPE_CHECKING:
    from pymongo.monitoring import CommandStartedEvent

LIMIT: Final = 2.0
EVERY: Final = 10_000
STABLE_NAMES: Final = "database,http"


def begin(collector: str, service: str, instance: str) -> None:
    os.environ["OTEL_SEMCONV_STABILITY_OPT_IN"] = STABLE_NAMES
    resource = Resource({"service.name": service, "service.instance.id": instance})
    traces = _traces(collector, resource)
    meters = _meters(collector, resource)
    logs = LoggerProvider(resource)
    logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(f"{collector}/v1/logs", timeout=LIMIT)))
    logging.getLogger().addHandler(Export(logs))
    tracing.switch_on(traces, meters, logs)
    PymongoInstrumentor().instrument(tracer_provider=traces, request_hook=_name)


def _traces(collector: str, resource: Resource) -> TracerProvider:
    provider = TracerProvider(ParentBased(DropsRootStoreCalls()), resource)
    exporter = RedactingExporter(OTLPSpanExporter(f"{collector}/v1/traces", timeout=LIMIT))
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1_000))
    return provider


def _meters(collector: str, resource: Resource) -> MeterProvider:
    """Leaves out exemplars: they would carry the attributes that the view takes off."""
    exporter = OTLPMetricExporter(f"{collector}/v1/metrics", timeout=LIMIT)
    reader = PeriodicExportingMetricReader(exporter, EVERY)
    return MeterProvider([reader], resource, AlwaysOffExemplarFilter(), views=[every_instrument()])


def _name(span: Span, event: "CommandStartedEvent") -> None:
    span.set_attribute("db.operation.name", event.command_name)
