"""A partner answers: takes the referral on, gives it back, reports how it ended."""

from typing import Any

from services.referral.domain.referral import Answer, Referral
from services.referral.domain.transitions import step
from services.referral.handlers.advance import advance
from shared.bus import Transaction


async def answer(
    tx: Transaction, wanted: dict[str, Any], what: Answer, reason: str | None = None, version: int | None = None
) -> Referral:
    """`wanted` is a query of visibility.py. Raises NotFound, and Invalid and Conflict like `step`."""
    return await advance(
        tx, lambda found: step(found, what, tx.now, by="partner", reason=reason, version=version), **wanted
    )
