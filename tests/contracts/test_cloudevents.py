"""The official SDK as referee, in both directions."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event, to_structured_event
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from shared.contracts.cloudevent import CONTENT_TYPE, decode, encode
from tests.contracts.golden import GOLDEN, NAMES


@pytest.mark.parametrize("path", GOLDEN, ids=NAMES)
def test_the_sdk_reads_what_we_write(path: Path) -> None:
    ours = decode(path.read_bytes())
    record = KafkaMessage(headers={"content-type": CONTENT_TYPE.encode()}, key=ours.key.encode(), value=encode(ours))
    theirs = from_structured_event(record, JSONFormat())
    assert theirs.get_id() == ours.id
    assert theirs.get_type() == ours.type
    assert theirs.get_source() == ours.source
    assert theirs.get_subject() == ours.subject
    assert theirs.get_time() == ours.time
    assert theirs.get_extension("partitionkey") == ours.key
    assert theirs.get_data() == ours.data


@pytest.mark.parametrize("path", GOLDEN, ids=NAMES)
def test_we_read_what_the_sdk_writes(path: Path) -> None:
    ours = decode(path.read_bytes())
    attributes = {
        "id": ours.id,
        "source": ours.source,
        "type": ours.type,
        "subject": ours.subject,
        "time": ours.time,
        "datacontenttype": "application/json",
        "partitionkey": ours.key,
        "sequence": None if ours.sequence is None else f"{ours.sequence:010d}",
        "causationid": ours.cause,
        "traceparent": ours.traceparent,
    }
    theirs = CloudEvent({name: value for name, value in attributes.items() if value is not None}, ours.data)
    record = to_structured_event(theirs, JSONFormat())
    assert record.key == ours.key
    assert isinstance(record.value, bytes)
    assert decode(record.value) == ours


def test_the_sdk_writes_a_partners_answer_that_we_read() -> None:
    answer = CloudEvent(
        {
            "id": "answer-1",
            "source": "/partner/example.org",
            "type": "lotse.partner.answer.accepted.v1",
            "time": datetime(2026, 3, 4, tzinfo=UTC),
            "partitionkey": "Vx3kT9qLr2hW8mZc",
        },
        {"reference": "Vx3kT9qLr2hW8mZc"},
    )
    record = to_structured_event(answer, JSONFormat())
    assert isinstance(record.value, bytes)
    assert decode(record.value).subject == "Vx3kT9qLr2hW8mZc"
