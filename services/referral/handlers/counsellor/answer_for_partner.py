"""The counsellor enters what a partner answered by letter, gives the referral up, or recalls it."""

from typing import Literal

from services.referral.domain.referral import Answer
from services.referral.domain.transitions import step
from services.referral.handlers.advance import advance
from services.referral.handlers.counsellor.read_case import load_visible
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff

CounsellorAct = Answer | Literal["expire", "recall"]


async def answer_for_partner(
    tx: Transaction,
    me: Staff,
    case_id: str,
    referral_id: str,
    what: CounsellorAct,
    *,
    reason: str | None,
    version: int,
    act_id: str | None = None,
) -> None:
    """Raises NotFound and ReasonNeeded like `load_visible`, Invalid and Conflict like `step`."""
    await load_visible(tx, me, case_id)

    async def do() -> None:
        await advance(
            tx,
            lambda found: step(found, what, tx.now, by="counsellor", reason=reason, version=version),
            referral_id=referral_id,
            case_id=case_id,
        )

    await once(tx, act_id, do)
