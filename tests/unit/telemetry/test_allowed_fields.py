"""The list is the only way out: for spans, metrics and lines of the log."""

import ast
import json
import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.trace import SpanKind, StatusCode

from shared.telemetry import allowed, metrics, tracing
from shared.telemetry.logs import Lines
from tests.unit.telemetry.memory import Memory

ROOT = Path(__file__).parents[3]
SECRET = "Bürgermeisterin Musterfrau, Hauptstraße 1"


def test_a_span_keeps_what_is_on_the_list_and_nothing_else(memory: Memory) -> None:
    with memory.traces.get_tracer("somebody-else").start_as_current_span("work") as span:
        span.set_attributes({"http.route": "/desk/cases/{case_id}", "url.path": f"/{SECRET}", "db.query.text": SECRET})
        span.record_exception(ValueError(SECRET))
        span.set_status(StatusCode.ERROR, SECRET)

    (kept,) = memory.spans
    assert kept.attributes == {"http.route": "/desk/cases/{case_id}"}
    assert kept.resource.attributes == {"service.name": "a-service"}
    assert (kept.events, kept.status.description) == ((), None)
    assert "Musterfrau" not in kept.to_json()


def test_not_even_a_name_from_the_list_carries_a_sentence(memory: Memory) -> None:
    with memory.traces.get_tracer("somebody-else").start_as_current_span("work") as span:
        span.set_attributes({"http.route": SECRET, "error.type": "Timeout"})

    assert memory.named("work").attributes == {"error.type": "Timeout"}


def test_our_own_spans_tell_the_kind_of_an_error_and_never_its_text(memory: Memory) -> None:
    with pytest.raises(ValueError, match=SECRET), tracing.transacting():
        raise ValueError(SECRET)

    assert memory.named("transaction").attributes == {"error.type": "ValueError"}
    assert "Musterfrau" not in memory.named("transaction").to_json()


def test_a_metric_loses_what_is_not_on_the_list_also_in_its_exemplars(memory: Memory) -> None:
    with tracing.transacting():
        counter = memory.meters.get_meter("somebody-else").create_counter("looked_at")
        counter.add(1, {"http.route": "/desk", "url.full": SECRET})

    told = memory.measured.get_metrics_data()
    assert told is not None
    assert "Musterfrau" not in told.to_json()
    assert '"http.route": "/desk"' in told.to_json()


def test_a_store_call_without_a_trace_begins_none(memory: Memory) -> None:
    tracer = memory.traces.get_tracer("somebody-else")
    with tracer.start_as_current_span("lonely", kind=SpanKind.CLIENT):
        pass
    with tracing.transacting(), tracer.start_as_current_span("within", kind=SpanKind.CLIENT):
        pass

    assert [span.name for span in memory.spans] == ["within", "transaction"]


def test_a_line_of_ours_has_a_literal_message_and_fields_from_the_list() -> None:
    told = line("shared.bus.consume.apply", "handler failed", extra={"topic": "lotse.intake.case", "case": SECRET})

    assert (told["message"], told["topic"], told["level"]) == ("handler failed", "lotse.intake.case", "error")
    assert "case" not in told


def test_a_sentence_in_a_field_and_an_argument_do_not_get_out() -> None:
    told = line("services.intake", "it was %s", SECRET, extra={"reason": SECRET})

    assert "Musterfrau" not in json.dumps(told, ensure_ascii=False)
    assert told["message"] == "it was %s"


def test_of_an_exception_only_the_kind_is_told() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        told = line("uvicorn.error", "Exception in ASGI application", exc_info=sys.exc_info())

    assert told["reason"] == "ValueError"
    assert "Musterfrau" not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize(("wording", "data"), [(f"failed for {SECRET}", ()), ("failed for %s", (SECRET,))])
def test_what_other_code_puts_into_a_message_does_not_get_out(wording: str, data: tuple[str, ...]) -> None:
    assert "Musterfrau" not in json.dumps(line("asyncio", wording, *data, extra={"topic": SECRET}), ensure_ascii=False)


def test_a_line_within_a_trace_names_it(memory: Memory) -> None:
    with tracing.transacting():
        told = line("shared.bus", "here")

    assert told["trace"] == f"{memory.named('transaction').context.trace_id:032x}"


def test_every_field_that_our_code_logs_is_on_the_list() -> None:
    used = {field for file in _sources() for field in _extras(ast.parse(file.read_text()))}

    assert used == allowed.LOG_FIELDS


def test_labels_of_metrics_are_names_of_our_own_making() -> None:
    declared = [each for each in vars(metrics).values() if hasattr(each, "_labelnames")]
    labels = {label for each in declared for label in each._labelnames}

    requests = {"http_request_method", "http_route", "http_response_status_code"}
    assert labels == requests | {"service", "topic", "outcome", "kind"}


def line(logger: str, message: str, *args: str, extra: dict[str, object] | None = None, **info: Any) -> dict[str, str]:
    speaking = logging.getLogger(logger)
    record = speaking.makeRecord(logger, logging.ERROR, "file.py", 1, message, args, info.get("exc_info"), "f", extra)
    told: dict[str, str] = json.loads(Lines().format(record))
    return told


def _sources() -> list[Path]:
    return [*(ROOT / "shared").rglob("*.py"), *(ROOT / "services").rglob("*.py")]


def _extras(module: ast.Module) -> set[str]:
    return {
        str(key.value)
        for node in ast.walk(module)
        if isinstance(node, ast.keyword) and node.arg == "extra" and isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    }
