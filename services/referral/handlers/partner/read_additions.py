"""Reads the additions that the person agreed to: asked of intake at each look, and not stored here."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.referral.handlers.partner.confirm_consent import ANSWERS_WITHIN, Unconfirmed
from shared.errors import Never, TryLater
from shared.web import Peers


class Addition(BaseModel):
    """`given_at`: the hour in which the person agreed, in UTC; `items`: the text of each item.

    `id`: stays the same after a withdrawal.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: str
    given_at: datetime
    items: dict[str, str] = Field(repr=False)


class WithdrawnAddition(BaseModel):
    """A withdrawn addition. `withdrawn_at`: the hour of that; if `mistaken`, of finding that the
    person never agreed.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: str
    given_at: datetime
    withdrawn_at: datetime
    mistaken: bool | None = None


class Additions(BaseModel):
    """`withdrawn`: additions that no longer stand, without their items."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    additions: tuple[Addition, ...] = ()
    withdrawn: tuple[WithdrawnAddition, ...] = ()


NOTHING_ADDED = Additions()


@dataclass(frozen=True)
class ReadAdditions:
    peers: Peers

    async def __call__(self, handover_id: str) -> Additions:
        """Returns the additions as they stand now. To be called outside of a transaction, for a consent that stands.

        Raises Unconfirmed where intake is away or slow, does not know the hand-over any more, or answers anything else.
        """
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                told = await self.peers.get("intake", f"/internal/handovers/{handover_id}/additions")
        except (TryLater, Never, TimeoutError):
            raise Unconfirmed from None
        try:
            return Additions.model_validate_json(told)
        except ValidationError:
            raise Unconfirmed from None
