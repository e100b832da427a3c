"""How a mail ends for which no mail server could be asked."""

from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from services.notification.domain.message_id import MessageIds
from services.notification.handlers.send import OF_NOBODY, SendMail
from services.notification.smtp import Mail, MailServer, Refused
from shared.bus import Effect
from shared.bus.write.effects import MOST_TRIES, MOST_WAITS
from shared.errors import TryLater

AT = datetime(2026, 11, 20, tzinfo=UTC)


def sending(error: Exception) -> SendMail:
    """A delivery to a partner whose owner answers with the error."""

    async def a_delivery(work: Any) -> Any:
        about: dict[str, Any] = {"referral_id": "r", "inquiry_id": None}
        return SimpleNamespace(id="id", audience="partner", rule="referral_sent", state="waiting", **about)

    async def ask(service: str, path: str) -> bytes:
        raise error

    unit_of_work: Any = a_delivery
    return SendMail(unit_of_work, ask, nobody(), "https://hilfe.example.org")


def nobody() -> MailServer:
    return MailServer("127.0.0.1", 9, "lotse@example.org", MessageIds(b"key", "example.org"))


def effect(tries: int) -> Effect:
    return Effect("id", "mail", "key", {}, tries, AT, None)


async def test_an_error_that_nobody_foresaw_ends_the_mail_as_failed_at_the_last_try() -> None:
    send = sending(ValueError())
    with pytest.raises(ValueError):  # noqa: PT011 - any error, and this one stands for it
        await send(effect(0))
    ended = await send(effect(MOST_TRIES - 1))
    assert isinstance(ended, partial)
    assert ended.args == ("id", "failed", OF_NOBODY)


async def test_an_owner_that_is_away_is_waited_for_and_not_for_ever() -> None:
    send = sending(TryLater())
    with pytest.raises(TryLater):
        await send(effect(MOST_WAITS - 2))
    ended = await send(effect(MOST_WAITS - 1))
    assert isinstance(ended, partial)
    assert ended.args == ("id", "failed", OF_NOBODY)


@pytest.mark.parametrize("address", ["p@example..org", "p@example.org.", "(p@example.org)", "a@b.org, c@d.org", ""])
async def test_a_stored_address_that_no_mail_can_be_sent_to_is_refused_for_good(address: str) -> None:
    text: Any = SimpleNamespace(subject="Betreff", body="Text")
    with pytest.raises(Refused):
        await nobody().send(Mail("id", AT, (address,), text))
