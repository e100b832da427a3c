"""The session after the right PIN: a sealed cookie for each partner, so that two partners in one browser stay apart."""

import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import Request

from services.referral.domain.access import counts
from services.referral.store import ACCESS
from shared.bus import Transaction
from shared.clock import Clock
from shared.sealing.keys import encode
from shared.web.sealed_cookie import SealedCookie

ADDRESS: Final = "/partner/zugang/{token}"
"""Address of the page that a link leads to."""

LASTS: Final = timedelta(minutes=30)
PREFIX: Final = "__Host-lotse-partner-"
NAMED_BY: Final = 12
"""Hexadecimal digits in the cookie's name, from which nobody learns the partner."""
OWN: Final = re.compile(re.escape(PREFIX) + f"[0-9a-f]{{{NAMED_BY}}}")


@dataclass(frozen=True)
class PartnerSessions:
    link_key: bytes = field(repr=False)
    clock: Clock

    async def has_entered(self, tx: Transaction, request: Request, partner_id: str) -> bool:
        """Whether the PIN was entered in the last 30 minutes, and after the partner's last suspension or new PIN."""
        session = json.loads(self._cookie(partner_id).open(request.cookies) or "{}")
        if session.get("partner") != partner_id or self.clock().timestamp() >= session["until"]:
            return False
        began = datetime.fromtimestamp(session["until"], UTC) - LASTS
        return counts(await ACCESS.find(tx, partner_id=partner_id), began)

    def header(self, partner_id: str, began: datetime) -> str:
        """Returns the Set-Cookie line after the right PIN. `began`: the time before the PIN was compared."""
        session = {"partner": partner_id, "until": (began + LASTS).timestamp()}
        return self._cookie(partner_id).header(json.dumps(session), lasts=LASTS)

    def removals(self, request: Request) -> list[str]:
        """Returns the Set-Cookie lines that end all partners' sessions in this browser."""
        return [self._named(name).removal() for name in request.cookies if OWN.fullmatch(name)]

    def _cookie(self, partner_id: str) -> SealedCookie:
        name = hmac.digest(self.link_key, b"lotse partner cookie name" + partner_id.encode(), "sha256").hex()[:NAMED_BY]
        return self._named(PREFIX + name)

    def _named(self, name: str) -> SealedCookie:
        return SealedCookie(name, encode(hmac.digest(self.link_key, b"lotse partner cookie", "sha256")))
