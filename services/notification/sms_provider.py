"""The SMS provider: one request by HTTP for each message, with an id that stays the same over all tries.

No redirect is followed, no proxy of the environment is asked, and nothing of the answer is read but its head.
"""

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import httpx2

from shared.errors import TryLater
from shared.secret import Secret, values

TIMEOUT: Final = 10.0
"""Seconds for all of a request, however slowly the answer comes; half of them for each step."""
LONGEST_REST: Final = 3600.0
"""The most seconds that an answer may ask us to wait."""
NOT_OF_THE_MESSAGE: Final = frozenset({401, 402, 403, 404, 405, 407, 408, 409, 421, 425, 429})
"""Refusals of our account, our address or our haste: another try of the same message may be taken."""
HASTE: Final = frozenset({429, 503})


@cache
def public_authorities() -> ssl.SSLContext:
    """Returns the context that trusts the public authorities.

    It is made once: reading all their certificates takes longer than a request.
    """
    return httpx2.create_ssl_context(trust_env=False)


class NotTaken(Exception):
    """No retry will deliver this message. The exception's text never names the recipient."""


@dataclass(frozen=True)
class Sms:
    """`reference` is the idempotency key, and the provider's reports name it; `to` is a number after E.164."""

    reference: str
    to: str = field(repr=False)
    text: str = field(repr=False)


class SmsProvider:
    """Sends SMS through the provider. `sender`: what the recipient's phone shows as the sender."""

    def __init__(
        self,
        url: str,
        token: Secret,
        sender: str,
        *,
        timeout: float = TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._token = token
        self._sender = sender
        self._timeout = timeout
        self._clock = clock
        self._rests_until = clock()

    async def send(self, sms: Sms) -> None:
        """Returns once the provider took the message; its report says whether it arrives.

        Raises TryLater while it is away, rests or hesitates, NotTaken when it will never take this message.
        """
        if self._clock() < self._rests_until:
            raise TryLater("the SMS provider asked for a rest")
        try:
            async with asyncio.timeout(self._timeout):
                status, rest = await self._post(sms)
        except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL, OSError):
            raise TryLater("the SMS provider is away") from None
        if status in HASTE and rest:
            self._rests_until = self._clock() + rest
        if 200 <= status < 300:
            return
        if 400 <= status < 500 and status not in NOT_OF_THE_MESSAGE:
            raise NotTaken("refused by the SMS provider")
        raise TryLater("the SMS provider hesitates")

    def _client(self) -> httpx2.AsyncClient:
        waits = self._timeout / 2
        return httpx2.AsyncClient(verify=public_authorities(), timeout=waits, trust_env=False, follow_redirects=False)

    async def _post(self, sms: Sms) -> tuple[int, float]:
        """Returns the answer's status, and the seconds after which the provider wants to be asked again."""
        body = {"reference": sms.reference, "to": sms.to, "from": self._sender, "text": sms.text}
        token, *_ = values(self._token())
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": sms.reference, "Connection": "close"}
        async with (
            self._client() as http,
            http.stream("POST", self._url, json=body, headers=headers) as answer,
        ):
            return answer.status_code, _seconds(answer.headers.get("Retry-After", ""))


def _seconds(said: str) -> float:
    """Reads the seconds of a Retry-After; a date, which it may also be, counts as 0.

    The next try comes later each time.
    """
    return min(float(said), LONGEST_REST) if said.isascii() and said.isdigit() else 0.0
