"""Who entered the right PIN: a sealed cookie for each partner, so that those of two stay apart in one browser."""

import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from fastapi import Request

from shared.clock import Clock
from shared.sealing.keys import encode
from shared.web.sealed_cookie import SealedCookie

ADDRESS: Final = "/partner/zugang/{token}"
"""Of the page that a link leads to."""

LASTS: Final = timedelta(minutes=30)
PREFIX: Final = "__Host-lotse-partner-"
NAMED_BY: Final = 12
"""Hexadecimal digits in the cookie's name, from which nobody learns the partner."""
OWN: Final = re.compile(re.escape(PREFIX) + f"[0-9a-f]{{{NAMED_BY}}}")


@dataclass(frozen=True)
class PartnerSessions:
    link_key: bytes = field(repr=False)
    clock: Clock

    def has_entered(self, request: Request, partner_id: str) -> bool:
        session = json.loads(self._cookie(partner_id).open(request.cookies) or "{}")
        return bool(session.get("partner") == partner_id and self.clock().timestamp() < session["until"])

    def header(self, partner_id: str) -> str:
        """The Set-Cookie line for who has just entered the right PIN."""
        session = {"partner": partner_id, "until": (self.clock() + LASTS).timestamp()}
        return self._cookie(partner_id).header(json.dumps(session), lasts=LASTS)

    def removals(self, request: Request) -> list[str]:
        """The Set-Cookie lines that sign out whoever has entered a PIN in this browser."""
        return [self._named(name).removal() for name in request.cookies if OWN.fullmatch(name)]

    def _cookie(self, partner_id: str) -> SealedCookie:
        name = hmac.digest(self.link_key, b"lotse partner cookie name" + partner_id.encode(), "sha256").hex()[:NAMED_BY]
        return self._named(PREFIX + name)

    def _named(self, name: str) -> SealedCookie:
        return SealedCookie(name, encode(hmac.digest(self.link_key, b"lotse partner cookie", "sha256")))
