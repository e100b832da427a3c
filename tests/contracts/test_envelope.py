import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from shared.contracts import i_json
from shared.contracts.cloudevent import (
    EXTERNAL_LIMIT,
    LIMIT,
    NO_TIME,
    CannotSend,
    CloudEvent,
    TooLargeToSend,
    Undecodable,
    decode,
    encode,
)
from shared.text import LARGEST_BODY

EVENT = CloudEvent(
    id="6f1f3d0e-3b51-4c39-9c3f-0d6a1c7f2a11",
    source="/lotse/intake",
    type="lotse.intake.case.closed.v1",
    subject="0b5b9f0a-56a5-4b06-9a0c-7d5f0c6f7a01",
    time=datetime(2026, 3, 4, 9, tzinfo=UTC),
    key="0b5b9f0a-56a5-4b06-9a0c-7d5f0c6f7a01",
    sequence=7,
    cause=None,
    traceparent=None,
    data={"case_id": "0b5b9f0a-56a5-4b06-9a0c-7d5f0c6f7a01", "outcome": "resolved"},
)


def changed(**attributes: Any) -> bytes:
    return json.dumps(json.loads(encode(EVENT)) | attributes).encode()


def test_what_was_encoded_is_decoded_again() -> None:
    assert decode(encode(EVENT)) == EVENT


def test_the_sequence_travels_as_ten_digits_and_absent_attributes_do_not_travel() -> None:
    document = json.loads(encode(EVENT))
    assert document["sequence"] == "0000000007"
    assert "causationid" not in document
    assert "traceparent" not in document


def test_a_time_travels_in_utc() -> None:
    berlin = datetime(2026, 3, 4, 10, tzinfo=timezone(timedelta(hours=1)))
    body = encode(CloudEvent(**{name: getattr(EVENT, name) for name in EVENT.__slots__} | {"time": berlin}))
    assert json.loads(body)["time"] == "2026-03-04T09:00:00Z"


def with_data(data: dict[str, Any]) -> CloudEvent:
    return CloudEvent(**{name: getattr(EVENT, name) for name in EVENT.__slots__} | {"data": data})


def test_too_large_an_event_is_not_sent() -> None:
    with pytest.raises(TooLargeToSend):
        encode(with_data({"case_id": "ä" * (LIMIT // 2)}))


@pytest.mark.parametrize("value", [float("nan"), "\ud800", object(), datetime(2026, 1, 1)])  # noqa: DTZ001
def test_what_json_cannot_hold_is_not_sent(value: object) -> None:
    with pytest.raises(CannotSend):
        encode(with_data({"value": value}))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "bad-json"),
        (b"\xff\xfe", "bad-text"),
        (b"{", "bad-json"),
        (b"null", "not-an-object"),
        (b"[]", "not-an-object"),
        (b'{"id":' + b"9" * 5000 + b"}", "bad-json"),
        (changed(id="a" * 513), "bad-id"),
        (changed(subject=""), "bad-subject"),
        (changed(source=None), "no-source"),
        (changed(type=None), "no-type"),
        (changed(specversion=None), "bad-specversion"),
        (changed(datacontenttype=None), "bad-datacontenttype"),
        (changed(sequence=0), "bad-sequence"),
        (changed(time=1), "bad-time"),
        (changed(time="1772614800"), "bad-time"),
        (changed(traceparent="a\0b"), "bad-traceparent"),
        (b'{"id":"\\ud800"}', "bad-text"),
        (b'{"id":"\\udc00x"}', "bad-text"),
        (b"[" * 30_000, "too-deep"),
        (b" " * (LIMIT + 1), "too-large"),
        (changed(specversion="0.3"), "bad-specversion"),
        (changed(datacontenttype="text/plain"), "bad-datacontenttype"),
        (changed(data=[]), "bad-data"),
        (changed(data=None), "bad-data"),
        (changed(id=1), "bad-id"),
        (changed(id=""), "bad-id"),
        (changed(id=None), "no-id"),
        (changed(partitionkey="a\0b"), "bad-partitionkey"),
        (changed(time="yesterday"), "bad-time"),
        (changed(time="2026-02-30T00:00:00Z"), "bad-time"),
        (changed(time="2026-02-03T00:00:00"), "bad-time"),
        (changed(time="0001-01-01T00:00:00+23:00"), "bad-time"),
        (changed(sequence="7"), "bad-sequence"),
        (changed(sequence=7), "bad-sequence"),
        (changed(sequence="0000000000"), "bad-sequence"),
        (changed(sequence="٠٠٠٠٠٠٠٠٠١"), "bad-sequence"),
    ],
)
def test_what_is_no_event_has_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(Undecodable) as caught:
        decode(body)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "told", [b'{"id":"a","id":"b"}', b'{"data":{"a":1,"b":{"c":1,"c":2}}}', b'{"id":NaN}', b'[{"id":-Infinity}]', b"{"]
)
def test_what_two_readers_may_read_differently_is_refused_from_outsiders(told: bytes) -> None:
    with pytest.raises(Undecodable, match="bad-json"):
        i_json.check(told)


def test_what_has_one_meaning_is_taken_from_outsiders() -> None:
    i_json.check(encode(EVENT))


def test_unknown_attributes_and_nulls_are_ignored_as_cloudevents_demands() -> None:
    assert decode(changed(causationid=None, somethingnew="x")) == EVENT


@pytest.mark.parametrize("left_out", [{}, {"time": None}], ids=["absent", "null"])
def test_an_outsider_may_leave_out_the_time_and_none_of_us_may(left_out: dict[str, None]) -> None:
    document = json.loads(encode(EVENT))
    del document["time"]
    body = json.dumps(document | left_out).encode()
    assert decode(body, external=True).time is NO_TIME
    with pytest.raises(Undecodable, match="no-time"):
        decode(body)


@pytest.mark.parametrize("wrong", ["yesterday", 1, ""])
def test_a_time_that_an_outsider_says_must_be_one(wrong: object) -> None:
    with pytest.raises(Undecodable, match="bad-time"):
        decode(changed(time=wrong), external=True)


@pytest.mark.parametrize("counted", ["7", "seven", 7, None, ["7"]])
def test_the_sequence_of_an_outsider_is_ignored(counted: object) -> None:
    assert decode(changed(sequence=counted), external=True).sequence is None


def test_from_outside_comes_what_the_interface_for_channels_takes() -> None:
    assert EXTERNAL_LIMIT > LARGEST_BODY > LIMIT
    for size, reason in ((LIMIT + 1, "bad-json"), (EXTERNAL_LIMIT + 1, "too-large")):
        with pytest.raises(Undecodable, match=reason):
            decode(b" " * size, external=True)


def test_an_outsider_may_leave_out_subject_and_sequence() -> None:
    document = json.loads(encode(EVENT))
    del document["subject"], document["sequence"]
    decoded = decode(json.dumps(document).encode())
    assert (decoded.subject, decoded.sequence) == (EVENT.key, None)
