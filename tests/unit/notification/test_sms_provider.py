"""What the SMS provider can do to us: whatever it answers, the message is taken, refused, or tried once more later."""

import json
import logging
import time

import pytest

from services.notification.sms_provider import LONGEST_REST, NotTaken, Sms, SmsProvider
from shared.errors import TryLater
from shared.secret import fixed
from tests.harness.services.hostile_sink import (
    Answer,
    SinkAt,
    a_sink,
    drip,
    endless_body,
    endless_headers,
    hang_up,
    noise,
    status,
)

NUMBER = "+491713920012"
REFERENCE = "0c7f9e0e-8a35-5d6c-9d0b-3f6b8a1f2c4d"
SMS = Sms(REFERENCE, NUMBER, "Für Sie liegt eine neue Nachricht bereit.")
ELSEWHERE = "Location: http://169.254.169.254/latest/meta-data/"


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def provider(sink: SinkAt, timeout: float = 5.0, clock: Time | None = None) -> SmsProvider:
    url = f"http://127.0.0.1:{sink.port}/messages"
    return SmsProvider(
        url, fixed("a-token\nan-older-token"), "Nachricht", timeout=timeout, clock=clock or time.monotonic
    )


async def test_a_message_is_one_request_with_its_reference_as_the_key() -> None:
    async with a_sink(status(202)) as sink:
        await provider(sink).send(SMS)
    ((headers, body),) = sink.received
    assert (headers["path"], headers["authorization"]) == ("/messages", "Bearer a-token")
    assert headers["idempotency-key"] == REFERENCE
    assert headers["content-type"] == "application/json"
    assert json.loads(body) == {"reference": REFERENCE, "to": NUMBER, "from": "Nachricht", "text": SMS.text}


@pytest.mark.parametrize("answer", [status(200), status(201), status(204), endless_body])
async def test_whatever_is_in_an_answer_of_2xx_it_is_taken(answer: Answer) -> None:
    async with a_sink(answer) as sink:
        await provider(sink).send(SMS)


@pytest.mark.parametrize("code", [400, 406, 410, 413, 415, 422, 451])
async def test_what_it_refuses_for_good_is_tried_no_more(code: int) -> None:
    async with a_sink(status(code)) as sink:
        with pytest.raises(NotTaken):
            await provider(sink).send(SMS)


@pytest.mark.parametrize("code", [401, 402, 403, 404, 408, 409, 429, 500, 502, 503])
async def test_what_is_no_fault_of_the_message_is_tried_later(code: int) -> None:
    async with a_sink(status(code)) as sink:
        with pytest.raises(TryLater):
            await provider(sink).send(SMS)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_nowhere(code: int) -> None:
    async with a_sink(status(200)) as other:
        async with a_sink(status(code, f"Location: http://127.0.0.1:{other.port}/")) as sink:
            with pytest.raises(TryLater):
                await provider(sink).send(SMS)
        assert (sink.connections, other.connections) == (1, 0)


@pytest.mark.parametrize("answer", [noise, hang_up, endless_headers], ids=lambda each: each.__name__)
async def test_an_answer_that_is_none_is_tried_later(answer: Answer) -> None:
    async with a_sink(answer) as sink:
        with pytest.raises(TryLater):
            await provider(sink).send(SMS)


async def test_however_slowly_it_drips_it_is_left_in_time() -> None:
    async with a_sink(drip) as sink:
        began = time.monotonic()
        with pytest.raises(TryLater):
            await provider(sink, timeout=0.5).send(SMS)
    assert time.monotonic() - began < 5


async def test_nobody_there_is_tried_later() -> None:
    with pytest.raises(TryLater):
        await provider(SinkAt(9)).send(SMS)


async def test_it_is_left_alone_as_long_as_it_asks_for_and_no_longer_than_an_hour() -> None:
    clock = Time()
    async with a_sink(status(429, "Retry-After: 120")) as sink:
        sms = provider(sink, clock=clock)
        for _ in range(2):
            with pytest.raises(TryLater):
                await sms.send(SMS)
        assert sink.connections == 1
        clock.now = 120.0
        sink.answers["/messages"] = status(503, "Retry-After: 99999999999")
        with pytest.raises(TryLater):
            await sms.send(SMS)
        assert sink.connections == 2
        clock.now += LONGEST_REST
        sink.answers["/messages"] = status(202)
        await sms.send(SMS)


@pytest.mark.parametrize("said", ["Wed, 21 Oct 2026 07:28:00 GMT", "-5", "soon", "1e9", "²"])
async def test_a_rest_that_cannot_be_read_is_none(said: str) -> None:
    async with a_sink(status(429, f"Retry-After: {said}".encode().decode("latin-1"))) as sink:
        sms = provider(sink)
        for _ in range(2):
            with pytest.raises(TryLater):
                await sms.send(SMS)
    assert sink.connections == 2


async def test_neither_number_nor_text_nor_token_is_in_an_error_or_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_sink(status(422)) as sink:
        with pytest.raises(NotTaken) as refused:
            await provider(sink).send(SMS)
        sink.answers["/messages"] = status(500)
        with pytest.raises(TryLater) as later:
            await provider(sink).send(SMS)
    said = f"{refused.value!r} {later.value!r} {SMS!r} {caplog.text}"
    assert not any(secret in said for secret in (NUMBER, NUMBER[3:], SMS.text, "a-token"))


async def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_sink(status(500)) as proxy, a_sink(status(202)) as sink:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.port}")
        await provider(sink).send(SMS)
    assert proxy.connections == 0
