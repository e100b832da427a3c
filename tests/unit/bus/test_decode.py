"""Whatever an outsider writes is an event or a dead letter: reading it raises nothing that would stop its topic."""

import json
from dataclasses import dataclass

from shared.bus.consume.dead_letters import DeadLetter
from shared.bus.consume.decode import DecodedEvent, EventDecoder
from shared.contracts.channel import SubmissionReceived
from shared.contracts.cloudevent import EXTERNAL_LIMIT
from tests.harness.services.external_sender import message

TOPIC = SubmissionReceived.TOPIC.replace("{opaque}", "c0ffee00")


@dataclass(frozen=True)
class Written:
    value: bytes
    topic: str = TOPIC
    partition: int = 0
    offset: int = 0
    key: bytes = b"a-key"
    timestamp: int = 0


def a_submission(needs: list[str]) -> Written:
    said = message(SubmissionReceived.TYPE, {"kid": "k2026-01", "box": "Zm9yIHRoZSBkZXNrIG9ubHk", "needs": needs}, "1")
    return Written(json.dumps(said, separators=(",", ":")).encode())


def test_what_grows_beyond_the_limit_when_it_is_read_is_a_dead_letter() -> None:
    written = a_submission([""] * 71_000)
    assert len(written.value) < EXTERNAL_LIMIT
    read = EventDecoder("intake").external(written)
    assert isinstance(read, DeadLetter)
    assert read.reason == "too-large"


def test_a_word_that_is_not_known_is_read_all_the_same() -> None:
    assert isinstance(EventDecoder("intake").external(a_submission(["from a newer release"])), DecodedEvent)
