"""What a partner's system can do to us: nothing, whatever it answers and wherever its name leads."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpcore2
import pytest

from services.notification.domain.webhook import WebhookOutcome
from services.notification.domain.webhook_address import Destinations, Sink
from services.notification.webhook_client import CheckedNetwork, Forbidden, Resolve, WebhookClient, look_up
from tests.harness.eventually import PATIENCE
from tests.harness.services.hostile_sink import (
    Answer,
    a_sink,
    certificate,
    drip,
    endless_body,
    endless_headers,
    hang_up,
    noise,
    status,
)

HOST = "hook.example.org"
HEADERS = {"webhook-id": "id"}
LINK_LOCAL = "http://169.254.169.254/latest/meta-data/"


@dataclass
class Names:
    """Answers of a name server, one after the other."""

    answers: list[Sequence[str]]
    asked: int = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


@dataclass
class Connections(httpcore2.AsyncMockBackend):
    """Where a connection would have been made; each is answered by 204."""

    made: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__([])

    async def connect_tcp(self, host: str, port: int, *rest: object, **more: object) -> httpcore2.AsyncNetworkStream:
        self.made.append((host, port))
        return httpcore2.AsyncMockStream([b"HTTP/1.1 204 Said\r\n\r\n"])


def to_sink(port: int, timeout: float = 5.0) -> WebhookClient:
    return WebhookClient(Destinations(sink=Sink("127.0.0.1", port)), timeout=timeout)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (status(200), "delivered"),
        (status(204), "delivered"),
        (status(410), "gone"),
        (status(400), "refused"),
        (status(404), "refused"),
        (status(500), "refused"),
        (status(503), "refused"),
        (status(302, f"Location: {LINK_LOCAL}"), "redirected"),
        (status(307, f"Location: {LINK_LOCAL}"), "redirected"),
        (endless_body, "delivered"),
        (noise, "unreachable"),
        (hang_up, "unreachable"),
        (endless_headers, "unreachable"),
    ],
)
async def test_whatever_it_answers_is_an_outcome(answer: Answer, outcome: WebhookOutcome) -> None:
    async with a_sink(answer) as sink:
        assert await to_sink(sink.port).post(f"http://127.0.0.1:{sink.port}/lotse", b"{}", HEADERS) == outcome
        assert sink.connections == 1


async def test_a_redirect_is_followed_nowhere() -> None:
    async with a_sink(status(200)) as elsewhere:
        leads = status(302, f"Location: http://127.0.0.1:{elsewhere.port}/")
        async with a_sink(leads) as sink:
            await to_sink(sink.port).post(f"http://127.0.0.1:{sink.port}/", b"{}", HEADERS)
        assert elsewhere.connections == 0


async def test_an_answer_that_drips_is_cut_off_after_the_time_for_all_of_it() -> None:
    async with a_sink(drip) as sink:
        async with asyncio.timeout(PATIENCE):
            outcome = await to_sink(sink.port, timeout=0.4).post(f"http://127.0.0.1:{sink.port}/", b"{}", HEADERS)
    assert outcome == "too_slow"


async def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_sink(status(200)) as proxy, a_sink(status(200)) as sink:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        await to_sink(sink.port).post(f"http://127.0.0.1:{sink.port}/", b"{}", HEADERS)
        assert (proxy.connections, sink.connections) == (0, 1)


async def test_what_is_sent_arrives_whole() -> None:
    async with a_sink(status(204)) as sink:
        await to_sink(sink.port).post(f"http://127.0.0.1:{sink.port}/lotse", b'{"a":1}', HEADERS)
    ((headers, body),) = sink.received
    assert (headers["webhook-id"], headers["host"], body) == ("id", f"127.0.0.1:{sink.port}", b'{"a":1}')


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", f"http://{HOST}/", "https://elsewhere.example.org/", "x"])
async def test_an_address_that_is_not_allowed_any_more_is_not_even_looked_up(address: str) -> None:
    names = Names([["9.9.9.9"]])
    client = WebhookClient(Destinations(frozenset({HOST})), resolve=names)
    assert await client.post(address, b"{}", HEADERS) == "forbidden"
    assert names.asked == 0


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["169.254.169.254"], ["::ffff:10.0.0.1"], ["9.9.9.9", "10.0.0.1"], []]
)
async def test_a_name_that_leads_inside_is_connected_to_nowhere(answers: list[str]) -> None:
    client = WebhookClient(Destinations(frozenset({HOST})), resolve=Names([answers]))
    assert await client.post(f"https://{HOST}/", b"{}", HEADERS) == "forbidden"


async def test_a_name_that_changes_after_the_look_up_changes_nothing() -> None:
    """The first answer is connected to, and nobody looks the name up once more."""
    names, connections = Names([["9.9.9.9"], ["127.0.0.1"]]), Connections()
    network = CheckedNetwork(Destinations(frozenset({HOST})), names, connections)
    await network.connect_tcp(HOST, 443)
    assert (connections.made, names.asked) == ([("9.9.9.9", 443)], 1)
    with pytest.raises(Forbidden):
        await network.connect_tcp(HOST, 443)
    with pytest.raises(Forbidden):
        await network.connect_unix_socket("/run/socket")


async def test_a_name_that_does_not_exist_is_an_outcome() -> None:
    client = WebhookClient(Destinations(frozenset({"nowhere.invalid"})), resolve=look_up)
    assert await client.post("https://nowhere.invalid/", b"{}", HEADERS) == "unreachable"


@pytest.mark.parametrize("trouble", ["unknown", "other name", "over"])
async def test_a_certificate_that_is_not_right_gets_nothing(tmp_path: Path, trouble: str) -> None:
    named = "other.example.org" if trouble == "other name" else HOST
    server, client_side = certificate(tmp_path, named, days=-1 if trouble == "over" else 1)
    trusting = ssl.create_default_context() if trouble == "unknown" else client_side
    async with a_sink(status(200), tls=server) as sink:
        outcome = await _through(sink.port, trusting)
    assert (outcome, sink.received) == ("tls", [])


async def test_who_speaks_no_tls_is_waited_for_no_longer_than_for_others() -> None:
    async with a_sink(status(200)) as sink:
        outcome = await _through(sink.port, ssl.create_default_context(), timeout=1.0)
    assert (outcome, sink.received) == ("too_slow", [])


async def test_a_certificate_that_is_right_is_that_of_the_name_and_not_of_the_address(tmp_path: Path) -> None:
    server, client_side = certificate(tmp_path, HOST)
    async with a_sink(status(200), tls=server) as sink:
        assert await _through(sink.port, client_side) == "delivered"
    assert sink.received[0][0]["host"] == HOST


async def _through(port: int, trusted: ssl.SSLContext, timeout: float = 5.0) -> WebhookOutcome:
    """To a host of the internet whose port of https is a sink on this machine."""

    class Rerouted(httpcore2.AnyIOBackend):
        async def connect_tcp(self, host: str, asked: int, *rest: object, **more: object):  # type: ignore[no-untyped-def,override]
            return await super().connect_tcp("127.0.0.1", port)

    resolve: Resolve = Names([["9.9.9.9"]])
    client = WebhookClient(Destinations(frozenset({HOST})), resolve, lambda: trusted, timeout, Rerouted())
    return await client.post(f"https://{HOST}/lotse", b"{}", HEADERS)
