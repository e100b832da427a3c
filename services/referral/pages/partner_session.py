"""Who entered the right PIN: a sealed cookie for each partner, so that those of two stay apart in one browser."""

import hmac
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from fastapi import Request

from shared.clock import Clock
from shared.sealing.keys import encode
from shared.web.sealed_cookie import SealedCookie

LASTS: Final = timedelta(minutes=30)
PREFIX: Final = "__Host-lotse-partner-"
NAMED_BY: Final = 12
"""Hexadecimal digits in the cookie's name, from which nobody learns the partner."""


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

    def _cookie(self, partner_id: str) -> SealedCookie:
        name = hmac.digest(self.link_key, b"lotse partner cookie name" + partner_id.encode(), "sha256").hex()[:NAMED_BY]
        key = hmac.digest(self.link_key, b"lotse partner cookie", "sha256")
        return SealedCookie(PREFIX + name, encode(key))
