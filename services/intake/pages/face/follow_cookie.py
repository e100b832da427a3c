"""A cookie in place of a receipt code that was entered, sealed under a key that only this process has."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from services.intake.handlers.person.receipt_access import Ticket
from shared.errors import Unauthenticated
from shared.sealing.keys import decode, encode
from shared.web.sealed_cookie import SealedCookie

HERE: Final = "/rueckmeldung"
LASTS: Final = timedelta(minutes=30)
ASK_AGAIN: Final = "Bitte geben Sie Ihren Rückmeldecode noch einmal ein."


class FollowCookie:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._sealed = SealedCookie("__Host-lotse-follow", encode(secrets.token_bytes(32)))

    def required(self, request: Request) -> Ticket:
        """Raises Unauthenticated where `read` finds none."""
        ticket = self.read(request)
        if ticket is None:
            raise Unauthenticated(sentence=ASK_AGAIN)
        return ticket

    def read(self, request: Request) -> Ticket | None:
        text = self._sealed.open(request.cookies)
        if text is None:
            return None
        kept = json.loads(text)
        return Ticket(kept["locator"], decode(kept["wrapping"])) if kept["until"] > self._clock().timestamp() else None

    def keep(self, response: Response, ticket: Ticket) -> None:
        until = (self._clock() + LASTS).timestamp()
        kept = {"locator": ticket.locator, "wrapping": encode(ticket.wrapping), "until": until}
        response.headers.append("Set-Cookie", self._sealed.header(json.dumps(kept)))

    def forget(self, response: Response) -> None:
        response.headers.append("Set-Cookie", self._sealed.removal())
