"""One pass and two passes over the same bytes give the same event, and the same reasons."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import catalogue, upcasts
from shared.contracts.catalogue import SERVICES, fact_of, model_of, types_consumed
from shared.contracts.channel import SubmissionReceived
from shared.contracts.cloudevent import LIMIT, CloudEvent, Undecodable, decode, encode
from shared.contracts.decoder import BadData, Decoder
from shared.contracts.intake import CaseAnswered, CaseClosed
from shared.contracts.vocabulary import CaseOutcome
from shared.text import LARGEST_BOX
from tests.contracts.golden import GOLDEN, NAMES
from tests.contracts.test_fuzz import ANYTHING

DECODERS = {service: Decoder(service) for service in SERVICES}
EXTERNAL = {service: Decoder(service, external=True) for service in SERVICES}
CLOSED = next(path for path in GOLDEN if path.stem == CaseClosed.TYPE).read_bytes()


def in_two_steps(service: str, body: bytes, external: bool = False) -> Any:
    """What the decoder must say, in the plainest way."""
    event: CloudEvent[Any] = decode(body, external=external)
    if fact_of(event.type) not in {fact_of(model.TYPE) for model in types_consumed(service)}:
        return attributes(event), None
    try:
        return attributes(event), upcasts.read(event.type, event.data)
    except upcasts.Unreadable as error:
        return attributes(event), BadData(error.reason)


def attributes(event: CloudEvent[Any]) -> list[object]:
    return [getattr(event, name) for name in CloudEvent.__slots__ if name != "data"]


def alike(service: str, body: bytes, *, external: bool = False) -> None:
    decoder = (EXTERNAL if external else DECODERS)[service]
    assert taken(decoder.decode, body) == taken(partial(in_two_steps, service, external=external), body)


def taken(decoding: Callable[[bytes], Any], body: bytes) -> Any:
    try:
        event = decoding(body)
    except Undecodable as error:
        return error.reason
    return event if isinstance(event, tuple) else (attributes(event), event.data)


def changed(body: bytes, **data: Any) -> bytes:
    event = json.loads(body)
    return json.dumps(event | {"data": event["data"] | data}).encode()


@pytest.mark.parametrize("path", GOLDEN, ids=NAMES)
@pytest.mark.parametrize("service", SERVICES)
def test_every_event_ever_sent_is_decoded_by_whoever_consumes_it(service: str, path: Any) -> None:
    body = path.read_bytes()
    alike(service, body)
    model = model_of(decode(body).type)
    consumed = model in types_consumed(service)
    assert type(DECODERS[service].decode(body).data) is (model if consumed else type(None))


@given(st.sampled_from(SERVICES), st.sampled_from(GOLDEN), st.data())
def test_anything_in_one_place_is_taken_alike(service: str, path: Any, data: st.DataObject) -> None:
    event = json.loads(path.read_text())
    where = event if data.draw(st.booleans()) else event["data"]
    where[data.draw(st.sampled_from(sorted(where)))] = data.draw(ANYTHING)
    alike(service, json.dumps(event).encode())


@given(st.sampled_from(SERVICES), st.binary(max_size=300))
def test_any_bytes_are_taken_alike(service: str, body: bytes) -> None:
    alike(service, body)


def test_data_that_nobody_consumes_are_not_looked_at() -> None:
    answered = next(path for path in GOLDEN if path.stem == CaseAnswered.TYPE).read_bytes()
    assert DECODERS["referral"].decode(changed(answered, case_id=["no id"])).data is None
    assert DECODERS["statistics"].decode(changed(answered, case_id=["no id"])).data == BadData("bad-case_id")


def test_data_that_are_no_object_are_refused_also_where_nobody_consumes_them() -> None:
    answered = next(path for path in GOLDEN if path.stem == CaseAnswered.TYPE)
    with pytest.raises(Undecodable, match="bad-data"):
        DECODERS["referral"].decode(json.dumps(json.loads(answered.read_text()) | {"data": []}).encode())


def test_bad_data_keep_the_event_with_its_number_and_a_reason_that_repeats_nothing() -> None:
    event = DECODERS["referral"].decode(changed(CLOSED, outcome={"secret": 1}))
    assert event.sequence is not None
    assert event.data == BadData("bad-outcome")


def test_a_version_from_the_future_waits_for_its_reader() -> None:
    newer = CLOSED.replace(b"case.closed.v1", b"case.closed.v2")
    assert DECODERS["referral"].decode(newer).data == BadData("unknown-version")


def test_a_newer_producer_is_read_in_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Decoder, "_in_two_steps", None)
    event = DECODERS["referral"].decode(changed(CLOSED, outcome="won", new_field={"a": [1]}))
    assert isinstance(event.data, CaseClosed)
    assert event.data.outcome is CaseOutcome.UNKNOWN


def test_an_older_version_is_read_by_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = {"lotse.intake.case.closed.v0": (CaseClosed.TYPE, lambda data: data | {"outcome": "resolved"})}
    monkeypatch.setattr(upcasts.upcast, "__defaults__", (steps,))
    event = DECODERS["referral"].decode(CLOSED.replace(b"case.closed.v1", b"case.closed.v0"))
    assert isinstance(event.data, CaseClosed)
    assert event.data.outcome is CaseOutcome.RESOLVED


def test_too_large_a_record_is_not_parsed() -> None:
    with pytest.raises(Undecodable, match="too-large"):
        DECODERS["intake"].decode(b" " * (LIMIT + 1))


def test_a_subject_that_is_absent_is_the_key() -> None:
    event = json.loads(CLOSED)
    del event["subject"]
    assert DECODERS["referral"].decode(json.dumps(event).encode()).subject == event["partitionkey"]


@pytest.mark.parametrize("service", SERVICES)
@given(st.sampled_from(GOLDEN), ANYTHING, ANYTHING)
def test_what_comes_from_outside_is_taken_alike(service: str, path: Any, time: Any, sequence: Any) -> None:
    body = json.dumps(json.loads(path.read_text()) | {"time": time, "sequence": sequence}).encode()
    alike(service, body, external=True)


@pytest.mark.parametrize("more", [0, 1])
def test_the_largest_box_that_the_interface_takes_is_taken_on_the_topic(more: int) -> None:
    submitted = json.loads(next(path for path in GOLDEN if path.stem == SubmissionReceived.TYPE).read_text())
    submitted["data"]["box"] = "a" * (LARGEST_BOX + more)
    data = EXTERNAL["intake"].decode(json.dumps(submitted).encode()).data
    assert isinstance(data, BadData if more else SubmissionReceived)


def test_a_decoded_event_is_the_one_that_was_encoded() -> None:
    event = decode(CLOSED)
    assert attributes(DECODERS["referral"].decode(encode(event))) == attributes(event)
    assert catalogue.consumes("referral", CaseClosed.TOPIC, event.type)
