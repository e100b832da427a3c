"""Only a consent that intake says stands opens anything; whatever else comes back, or nothing, opens nothing."""

import asyncio
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from services.referral.handlers.partner import confirm_consent
from services.referral.handlers.partner.confirm_consent import ConfirmConsent, Unconfirmed
from shared.sealing import PrivateKey
from shared.web import Peers, sealed_for
from tests.unit.web.app import settings

OURS, ANOTHERS = PrivateKey.generate(), PrivateKey.generate()


def confirm(transport: httpx2.AsyncBaseTransport) -> ConfirmConsent:
    known = settings(
        peers={"intake": "http://intake.example.org"},
        private_key=SecretStr(OURS.to_text()),
        service_token=SecretStr("a-service-token"),
    )
    return ConfirmConsent(Peers(known, transport))


def answering(content: Any, key: PrivateKey = OURS) -> ConfirmConsent:
    box = sealed_for(settings(public_keys={"referral": key.public.to_text()}), "referral", content)
    return confirm(httpx2.MockTransport(lambda request: httpx2.Response(200, json=box)))


async def test_it_stands_or_was_withdrawn() -> None:
    assert await answering({"standing": "given"})("a-handover") is True
    assert await answering({"standing": "withdrawn"})("a-handover") is False


@pytest.mark.parametrize("standing", ["asked", "refused", "lapsed", "", None, True, "GIVEN"])
async def test_any_other_standing_opens_nothing(standing: object) -> None:
    with pytest.raises(Unconfirmed):
        await answering({"standing": standing})("a-handover")


@pytest.mark.parametrize("sealed", [["given"], "given", None, 1])
async def test_an_answer_of_another_shape_opens_nothing(sealed: object) -> None:
    with pytest.raises(Unconfirmed):
        await answering(sealed)("a-handover")


@pytest.mark.parametrize("told", [b"", b"given", b"\xff"])
async def test_an_answer_that_is_no_json_opens_nothing(told: bytes) -> None:
    class Told:
        async def get(self, service: str, path: str) -> bytes:
            return told

    peers: Any = Told()
    with pytest.raises(Unconfirmed):
        await ConfirmConsent(peers)("a-handover")


@pytest.mark.parametrize("status", [400, 401, 404, 409, 410, 429, 500, 503])
async def test_a_refusal_opens_nothing(status: int) -> None:
    with pytest.raises(Unconfirmed) as refused:
        await confirm(httpx2.MockTransport(lambda request: httpx2.Response(status)))("a-handover")
    assert (refused.value.status, refused.value.slug) == (503, "consent-unconfirmed")
    assert refused.value.headers["Retry-After"] == "10"


@pytest.mark.parametrize("body", [b"", b"given", b"[]", b"null", b'{"standing":"given"}', b'{"sealed":"Z2l2ZW4"}'])
async def test_what_was_not_sealed_for_us_opens_nothing(body: bytes) -> None:
    with pytest.raises(Unconfirmed):
        await confirm(httpx2.MockTransport(lambda request: httpx2.Response(200, content=body)))("a-handover")


async def test_what_was_sealed_for_another_opens_nothing() -> None:
    with pytest.raises(Unconfirmed):
        await answering({"standing": "given"}, ANOTHERS)("a-handover")


async def test_who_is_away_or_slow_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    async def hang(request: httpx2.Request) -> httpx2.Response:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(confirm_consent, "ANSWERS_WITHIN", 0.05)
    for transport in (httpx2.MockTransport(refuse), httpx2.MockTransport(hang)):
        with pytest.raises(Unconfirmed):
            await confirm(transport)("a-handover")
