"""One story with telemetry on: the traces hold together, and nothing personal is left anywhere it may not be."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from shared.telemetry.allowed import ATTRIBUTES
from tests.harness.system.observed_story import SERVICES, Watched, watched
from tests.harness.system.otlp_receiver import facts

pytestmark = pytest.mark.system

STORES = {"lotse_intake", "lotse_referral", "lotse_notification", "lotse_statistics"}
TO_WHOM = {"to"}


@pytest.fixture(scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        async with watched(tmp_path_factory.mktemp("watched"), monkeypatch) as all_of_it:
            yield all_of_it


def trace(seen: Watched, *names: str) -> list[Span]:
    """The spans of a trace in which all of these occur."""
    for root in (span for span in seen.collector.spans if not span.parent_span_id):
        found = seen.collector.trace(root)
        if set(names) <= {span.name for span in found}:
            return found
    raise AssertionError(f"no trace has {names}")


def test_a_submission_is_one_trace_from_the_desk_to_what_every_service_writes(seen: Watched) -> None:
    """What the face accepted is taken over in a trace of its own: no request at the public door leads to a case."""
    spans = trace(
        seen,
        "transaction",
        "send lotse.intake.case",
        "process lotse.intake.case",
        "send lotse.intake.safe-contact",
    )
    groups = {facts(span).get("messaging.consumer.group.name") for span in spans if span.name.startswith("process ")}
    assert groups >= {"lotse.referral", "lotse.notification", "lotse.statistics"}
    done = [*spans, *seen.collector.batches(spans[0])]
    writes = [span for span in done if facts(span).get("db.operation.name") in ("insert", "update")]
    assert {facts(span)["db.namespace"] for span in writes} >= STORES
    holds_together(spans)


def test_a_consent_is_one_trace_through_claim_checks_dispatches_and_mail(seen: Watched) -> None:
    spans = trace(
        seen,
        "send lotse.intake.consent",
        "process lotse.intake.consent",
        "dispatch fetch",
        "GET /internal/handovers/{handover_id}/package",
        "send lotse.referral.referral",
        "process lotse.referral.referral",
        "dispatch mail",
        "GET /internal/notices/{referral_id}",
        "send lotse.notification.delivery",
        "process lotse.notification.delivery",
    )
    assert {facts(span).get("db.namespace") for span in (*spans, *seen.collector.batches(spans[0]))} >= STORES
    holds_together(spans)


def test_nothing_is_told_to_the_collector_that_is_not_on_the_list(seen: Watched) -> None:
    told = {name for span in seen.collector.spans for name in facts(span)}

    assert told <= ATTRIBUTES
    assert {"http.route", "db.collection.name", "messaging.destination.name"} <= told
    assert not any(span.events or span.status.message for span in seen.collector.spans)


def test_outsiders_get_no_trace(seen: Watched) -> None:
    kafka = b"".join(file.read_bytes() for file in (seen.folder / "kafka").rglob("*.log") if "partner." in str(file))

    assert b"lotse.partner.referral.offered.v1" in kafka
    assert b"traceparent" not in kafka
    assert not any("traceparent" in str(mail).lower() for mail in seen.mails)


def test_every_service_is_measured(seen: Watched) -> None:
    for name, text in seen.metrics.items():
        assert 'http_server_request_duration_seconds_count{http_request_method="' in text, name
    assert (
        'lotse_events_total{outcome="applied",service="referral",topic="lotse.intake.case"}' in seen.metrics["referral"]
    )
    assert 'lotse_dispatches_total{kind="mail",outcome="done"' in seen.metrics["notification"]
    assert set(seen.metrics) == set(SERVICES)


def test_the_canaries_were_planted_in_every_kind_of_field(seen: Watched) -> None:
    planted = set(seen.canaries.planted.values())

    for wanted in (
        "text of",
        "address of",
        "text_name of",
        "text_account of",
        "who_answers of",
        "User-Agent",
    ):
        assert any(where.startswith(wanted) for where in planted), wanted


def test_a_search_would_find_them(seen: Watched) -> None:
    """What may be there is found by the same search, in each of the places."""
    known = seen.accepted["contact_id"].encode()
    assert known in _bytes(seen.folder / "kafka")
    assert known in _bytes(seen.folder / "mongo")
    assert known in seen.documents
    assert any(seen.canaries.found_in(str(mail["to"]).encode()) for mail in seen.mails)
    assert b"/api/intake/submissions" in seen.collector.everything()


@pytest.mark.parametrize("place", ["kafka", "mongo", "logs", "caddy", "run"])
def test_no_file_holds_a_canary(seen: Watched, place: str) -> None:
    for file in _files(seen.folder / place):
        assert seen.canaries.found_in(_content(file)) == set(), file.name


def test_no_other_place_holds_a_canary(seen: Watched) -> None:
    found = seen.canaries.found_in
    assert found(seen.documents) == set()
    assert found(seen.collector.everything()) == set()
    assert found("".join(seen.metrics.values()).encode()) == set()
    assert found(seen.console.encode()) == set()
    assert found(_bytes(seen.temporary)) == set()
    names = [str(file) for folder in (seen.folder, seen.temporary) for file in folder.rglob("*")]
    assert found("\n".join(names).encode()) == set()


def test_no_mail_holds_a_canary_but_for_its_own_address(seen: Watched) -> None:
    assert seen.mails
    for mail in seen.mails:
        assert seen.canaries.found_in(_without_address(mail)) == set()


def test_no_refusal_repeats_what_it_refuses(seen: Watched) -> None:
    assert all(answer.status_code >= 400 for answer in seen.refusals)
    for answer in seen.refusals:
        assert seen.canaries.found_in(answer.content + str(answer.headers).encode()) == set()


def holds_together(spans: list[Span]) -> None:
    """Every span but the first has its parent in the same trace."""
    known = {span.span_id for span in spans}
    first = min(spans, key=lambda span: span.start_time_unix_nano)
    assert [span.name for span in spans if span.parent_span_id not in known] == [first.name]


def _without_address(mail: EmailMessage) -> bytes:
    headers = "\n".join(f"{name}: {value}" for name, value in mail.items() if name.lower() not in TO_WHOM)
    body = mail.get_body(("plain", "html"))
    return f"{headers}\n{body.get_content() if body else ''}".encode()


def _files(folder: Path) -> list[Path]:
    """Without Kafka's indexes: numbers only, and most of their ten megabytes are not even written."""
    return [file for file in folder.rglob("*") if file.is_file() and file.suffix not in (".index", ".timeindex")]


def _bytes(folder: Path) -> bytes:
    return b"\n".join(_content(file) for file in _files(folder))


def _content(file: Path) -> bytes:
    """Without the empty pages that engines reserve."""
    return file.read_bytes().replace(bytes(4096), b"")
