import hashlib
import json
import ssl

import httpx2
import pytest
from fastapi import APIRouter
from pydantic import SecretStr

from shared.errors import Never, TryLater
from shared.sealing import Keyring, PrivateKey
from shared.web import Peers, Sealed, sealed_for
from tests.unit.web.app import client, settings

TOKEN = "a-service-token-of-some-length"
REFERRAL = PrivateKey.generate()
CALLERS = {"referral": hashlib.sha256(TOKEN.encode()).hexdigest(), "statistics": hashlib.sha256(b"other").hexdigest()}


@pytest.mark.parametrize(
    ("header", "status"),
    [(f"Bearer {TOKEN}", 200), ("Bearer other", 401), ("Bearer ", 401), ("Basic -", 401), ("", 401), ("Bearer -", 401)],
)
async def test_only_named_services_with_their_token_come_in(header: str, status: int) -> None:
    async with client(callers=CALLERS) as http:
        answer = await http.get("/internal/whoami", headers={"authorization": header})

    assert answer.status_code == status


def peers(transport: httpx2.AsyncBaseTransport | None, **more: object) -> Peers:
    own = {"private_key": SecretStr(REFERRAL.to_text()), "service_token": SecretStr(TOKEN)}
    ours = settings(**{"peers": {"intake": "http://intake.example.org"}, **own, **more})
    return Peers(ours, transport)


async def test_content_travels_sealed_for_the_service_that_asked() -> None:
    router = APIRouter()
    owner = settings(public_keys={"referral": REFERRAL.public.to_text()})

    @router.get("/internal/package")
    async def package() -> dict[str, str]:
        return sealed_for(owner, "referral", {"name": "Ä"})

    async with client(routers=(router,)) as http:
        answer = await http.get("/internal/package")
        opened = await peers(http._transport).get("intake", "/internal/package")

    assert "Ä" not in answer.text
    assert json.loads(opened) == {"name": "Ä"}


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, Never), (410, Never), (401, TryLater), (409, TryLater), (500, TryLater), (503, TryLater)],
)
async def test_what_the_owner_answers_steers_the_bus(status: int, error: type[Exception]) -> None:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(status))

    with pytest.raises(error):
        await peers(transport).get("intake", "/internal/package")


async def test_an_owner_who_is_away_is_asked_again_later() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    with pytest.raises(TryLater):
        await peers(httpx2.MockTransport(refuse)).get("intake", "/internal/package")


async def test_the_certificates_of_all_authorities_are_read_once_for_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asking = peers(None, peers={"intake": "http://127.0.0.1:9"})
    for _ in range(2):
        with pytest.raises(TryLater):
            await asking.get("intake", "/internal/package")
        monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", read_again)
        monkeypatch.setattr(ssl.SSLContext, "load_default_certs", read_again)


def read_again(*_: object, **__: object) -> None:
    raise AssertionError("it takes 40 ms of a core, in which nobody is answered")


async def test_what_is_given_travels_sealed_for_the_service_that_gets_it() -> None:
    router = APIRouter()
    owner = PrivateKey.generate()
    opened: list[object] = []

    @router.post("/internal/replies")
    async def take(body: Sealed) -> dict[str, str]:
        assert "Ä" not in body.sealed
        opened.append(body.open(Keyring(owner.to_text)))
        return {"stored": "no"}

    async with client(routers=(router,)) as http:
        giving = peers(http._transport, public_keys={"intake": owner.public.to_text()})
        assert await giving.post("intake", "/internal/replies", {"text": "Ä"}) == {"stored": "no"}
        misdirected = peers(http._transport, public_keys={"intake": REFERRAL.public.to_text()})
        with pytest.raises(TryLater):
            await misdirected.post("intake", "/internal/replies", {"text": "Ä"})
        assert (await http.post("/internal/replies", json={"sealed": "ß"})).status_code == 400

    assert opened == [{"text": "Ä"}]


@pytest.mark.parametrize("body", [b"", b"<html>", b"1"])
async def test_an_owner_who_answers_nothing_readable_is_asked_again_later(body: bytes) -> None:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, content=body))

    with pytest.raises(TryLater):
        await peers(transport, public_keys={"intake": REFERRAL.public.to_text()}).post("intake", "/internal/x", {})
