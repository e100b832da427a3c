"""A real OTLP receiver that keeps all it receives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from oteltap import OtelTapHttpProtobufReceiver, OtelTapHttpProtobufReceiverSettings

from infra.embedded.ports import HOST, free_ports


@dataclass
class Collector:
    address: str
    spans: list[Span] = field(default_factory=list)
    logs: list[LogRecord] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)

    def trace(self, beginning: Span) -> list[Span]:
        return [span for span in self.spans if span.trace_id == beginning.trace_id]

    def batches(self, beginning: Span) -> list[Span]:
        """Returns the spans of work done for several traces at once, this one among them."""
        linked = {
            span.trace_id for span in self.spans if any(link.trace_id == beginning.trace_id for link in span.links)
        }
        return [span for span in self.spans if span.trace_id in linked]

    def everything(self) -> bytes:
        """Returns everything as it came over the wire, one after the other."""
        return b"\n".join(
            [
                *(span.SerializeToString() for span in self.spans),
                *(line.SerializeToString() for line in self.logs),
                *(metric.SerializeToString() for metric in self.metrics),
            ]
        )


@asynccontextmanager
async def a_collector() -> AsyncIterator[Collector]:
    (port,) = free_ports(1)
    collector = Collector(f"http://{HOST}:{port}")
    async with OtelTapHttpProtobufReceiver(OtelTapHttpProtobufReceiverSettings(port)) as tap:
        streams: list[tuple[Any, list[Any]]] = [
            (tap.stream_traces(), collector.spans),
            (tap.stream_logs(), collector.logs),
            (tap.stream_metrics(), collector.metrics),
        ]
        async with asyncio.TaskGroup() as keeping:
            tasks = [keeping.create_task(_keep(stream, kept)) for stream, kept in streams]
            yield collector
            for task in tasks:
                task.cancel()


async def _keep(stream: Any, kept: list[Any]) -> None:
    async for each in stream:
        kept.append(each)  # noqa: PERF401 - a list that is looked at while it grows


def facts(of: Span) -> dict[str, str | int]:
    return {attribute.key: _value(attribute) for attribute in of.attributes}


def _value(attribute: KeyValue) -> str | int:
    value: AnyValue = attribute.value
    return value.string_value if value.HasField("string_value") else value.int_value
