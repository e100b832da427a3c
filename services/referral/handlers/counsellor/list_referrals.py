"""Lists the open referrals of all cases that a member of staff may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.referral.domain.referral import OPEN, Referral
from services.referral.store import PARTNERS, REFERRALS, cases_with_referrals
from shared.assignments import numbers_of, open_among
from shared.bus import Transaction
from shared.web import Staff

MOST: Final = 500


@dataclass(frozen=True)
class ReferralList:
    """`numbers`: case numbers by case id; `partners`: names by partner id. Either lacks what is not known."""

    referrals: list[Referral]
    numbers: Mapping[str, str]
    partners: Mapping[str, str]
    now: datetime


async def list_referrals(tx: Transaction, me: Staff) -> ReferralList:
    """Returns open referrals, at most MOST, the earliest deadline first. A supervisor sees those of all cases."""
    cases: dict[str, Any] = {}
    if me.role != "supervisor":
        cases = {"case_id": await open_among(tx, me, await cases_with_referrals(tx, OPEN))}
    found = await REFERRALS.all(tx, sort="respond_by", limit=MOST, state=OPEN, **cases)
    partners = await PARTNERS.all(tx, partner_id={each.partner_id for each in found})
    return ReferralList(
        found,
        numbers=await numbers_of(tx, (each.case_id for each in found)),
        partners={each.partner_id: each.name for each in partners},
        now=tx.now,
    )
