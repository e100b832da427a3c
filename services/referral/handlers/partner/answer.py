"""A partner answers: it accepts the referral, gives it back, or reports how it ended."""

from typing import Any

from services.referral.domain.referral import Answer, Referral
from services.referral.domain.transitions import step
from services.referral.handlers.advance import advance
from services.referral.store import REFERRALS
from shared.attempts import once
from shared.bus import Transaction


async def answer(
    tx: Transaction,
    wanted: dict[str, Any],
    what: Answer,
    reason: str | None = None,
    version: int | None = None,
    *,
    act_id: str | None = None,
) -> Referral:
    """Returns the referral then. `wanted`: a query of visibility.py. Raises NotFound, Invalid and
    Conflict like `step`.
    """

    async def do() -> None:
        await advance(
            tx, lambda found: step(found, what, tx.now, by="partner", reason=reason, version=version), **wanted
        )

    await once(tx, act_id, do)
    return await REFERRALS.get(tx, **wanted)
