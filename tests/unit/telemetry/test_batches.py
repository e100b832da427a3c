"""A transaction of many events: each is processed on its own trace, what is done for all of them belongs to none."""

from dataclasses import dataclass

from shared.telemetry import messaging_spans
from tests.unit.telemetry.memory import Memory


@dataclass(frozen=True)
class Heard:
    traceparent: str
    topic: str = "lotse.intake.case"


def heard(trace: int) -> Heard:
    return Heard(f"00-{trace:032x}-{1:016x}-01")


def processed(memory: Memory, *events: Heard) -> None:
    driver = memory.traces.get_tracer("the driver")
    with (
        messaging_spans.batch(events),
        messaging_spans.processing_all(events, "statistics"),
        driver.start_as_current_span("update"),
    ):
        pass


def test_what_is_done_for_several_traces_is_linked_to_each(memory: Memory) -> None:
    processed(memory, heard(1), heard(2))
    batch, done = memory.named("process"), memory.named("update")
    assert done.parent is not None
    assert done.parent.span_id == batch.context.span_id
    assert batch.parent is None
    assert [link.context.trace_id for link in batch.links] == [1, 2]
    assert [span.context.trace_id for span in memory.spans if span.name == "process lotse.intake.case"] == [2, 1]


def test_what_is_done_for_one_trace_is_on_it(memory: Memory) -> None:
    processed(memory, heard(1), heard(1))
    assert {span.context.trace_id for span in memory.spans} == {1}
