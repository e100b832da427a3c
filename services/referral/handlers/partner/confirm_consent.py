"""Asks intake whether the person's consent stands, before a partner reads anything of theirs.

A withdrawal comes by the bus too, which may be away or late: reading does not rely on it.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Final

from shared.errors import Never, TryLater, Unavailable
from shared.web import Peers

ANSWERS_WITHIN: Final = 3.0
"""Seconds that intake has to answer, of the five after which nobody can read withdrawn content."""
UNCONFIRMED: Final = (
    "Wir konnten gerade nicht prüfen, ob die Person noch einverstanden ist. Bitte versuchen Sie es gleich noch einmal."
)


class Unconfirmed(Unavailable):
    """Intake did not say whether the consent stands: until it does, nothing is shown."""

    def __init__(self) -> None:
        super().__init__("consent-unconfirmed", UNCONFIRMED, retry_after=10)


@dataclass(frozen=True)
class Confirmed:
    """Intake's answer. `added`: whether there ever was an addition; it may be withdrawn. False from an earlier desk.

    `mistaken`: the consent was never given, but noted by mistake.
    """

    stands: bool
    added: bool = False
    mistaken: bool = False


@dataclass(frozen=True)
class ConfirmConsent:
    peers: Peers

    async def __call__(self, handover_id: str) -> bool:
        """Returns whether the consent stands; False once it was withdrawn. Raises as `standing`."""
        return (await self.standing(handover_id)).stands

    async def standing(self, handover_id: str) -> Confirmed:
        """Asks intake. To be called outside of a transaction.

        Raises Unconfirmed where intake is away or slow, does not know the hand-over any more, or answers anything else.
        """
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                told = await self.peers.get("intake", f"/internal/handovers/{handover_id}/standing")
        except (TryLater, Never, TimeoutError):
            raise Unconfirmed from None
        answer = _told_in(told)
        standing = answer.get("standing")
        if standing not in ("given", "withdrawn"):
            raise Unconfirmed
        return Confirmed(standing == "given", answer.get("added") is True, answer.get("mistaken") is True)


def _told_in(told: bytes) -> dict[str, object]:
    try:
        answer = json.loads(told)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
