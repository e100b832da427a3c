import json
import re
from contextlib import suppress
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from shared.contracts.cloudevent import CannotSend, CloudEvent, Undecodable, decode, encode
from shared.contracts.upcasts import Unreadable, read
from tests.contracts.golden import GOLDEN

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def decoded(body: bytes) -> CloudEvent | None:
    try:
        return decode(body)
    except Undecodable as error:
        check_slug(error.reason)
        return None


def check_slug(reason: str) -> None:
    assert re.fullmatch("[a-z][a-z0-9_-]{1,60}", reason)


@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf{}")
@example(b'{"a":' * 20_000)
def test_any_bytes_are_an_event_or_undecodable(body: bytes) -> None:
    decoded(body)


@given(ANYTHING)
def test_any_json_is_an_event_or_undecodable(document: Any) -> None:
    decoded(json.dumps(document).encode())


@given(st.sampled_from(GOLDEN), st.data())
def test_an_event_with_anything_in_one_place_never_does_worse(path: Any, data: st.DataObject) -> None:
    event = json.loads(path.read_text())
    where = event if data.draw(st.booleans()) else event["data"]
    where[data.draw(st.sampled_from(sorted(where)))] = data.draw(ANYTHING)
    envelope = decoded(json.dumps(event).encode())
    if envelope is None:
        return
    with suppress(CannotSend):  # infinity, which JSON lacks
        assert decode(encode(envelope)) == envelope
    try:
        read(envelope.type, envelope.data)
    except Unreadable as error:
        check_slug(error.reason)


@given(st.sampled_from(GOLDEN), st.integers(min_value=0), st.integers(0, 255))
def test_an_event_with_one_byte_changed_never_does_worse(path: Any, where: int, byte: int) -> None:
    body = bytearray(path.read_bytes())
    body[where % len(body)] = byte
    decoded(bytes(body))


@given(st.dictionaries(st.text(max_size=12), ANYTHING, max_size=4))
def test_any_data_is_sent_and_read_alike_or_refused(data: dict[str, Any]) -> None:
    envelope = decode(GOLDEN[0].read_bytes())
    sent = CloudEvent(**{name: getattr(envelope, name) for name in CloudEvent.__slots__} | {"data": data})
    try:
        body = encode(sent)
    except CannotSend:
        return
    received = decoded(body)
    assert received is None or received == sent
