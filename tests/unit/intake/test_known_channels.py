"""A channel's token is looked up, and remembered for seconds only."""

from typing import Any, cast

import pytest

from services.intake.domain.token import digest
from services.intake.handlers.person.known_channels import REMEMBERED, KnownChannels
from shared.errors import Unauthenticated
from shared.store import Store

TOKEN = "a-channel's-token"


class Channels:
    """The collection: one channel with this token, until it gets another."""

    def __init__(self) -> None:
        self.digest = digest(TOKEN)
        self.asked = 0
        self.seconds = 0.0

    def __getitem__(self, _: str) -> "Channels":
        return self

    async def find_one(self, wanted: dict[str, Any], **_: Any) -> dict[str, Any] | None:
        self.asked += 1
        return {"_id": "portal", "name": "Portal", "digest": self.digest} if wanted["digest"] == self.digest else None


@pytest.fixture
def channels() -> Channels:
    return Channels()


@pytest.fixture
def known(channels: Channels) -> KnownChannels:
    return KnownChannels(cast("Store", channels), lambda: channels.seconds)


async def test_a_token_is_looked_up_once_in_some_seconds(channels: Channels, known: KnownChannels) -> None:
    assert {(await known.of(TOKEN)).id for _ in range(10)} == {"portal"}
    assert channels.asked == 1
    channels.seconds = REMEMBERED
    assert (await known.of(TOKEN)).id == "portal"
    assert channels.asked == 2


async def test_a_token_that_was_taken_back_is_refused_seconds_later(channels: Channels, known: KnownChannels) -> None:
    await known.of(TOKEN)
    channels.digest = digest("another one")
    channels.seconds = REMEMBERED
    with pytest.raises(Unauthenticated):
        await known.of(TOKEN)


@pytest.mark.parametrize("token", [None, "", "guessed"])
async def test_a_wrong_token_is_never_remembered(token: str | None, channels: Channels, known: KnownChannels) -> None:
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            await known.of(token)
    assert channels.asked == (2 if token else 0)
