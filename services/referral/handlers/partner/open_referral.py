"""A partner reads a referral; the first time it becomes `delivered`."""

from dataclasses import dataclass
from typing import Any

from services.referral.domain.partner import Partner
from services.referral.domain.referral import Referral
from services.referral.domain.transitions import step_if_possible
from services.referral.handlers.advance import advance
from services.referral.handlers.inquiries import Inquiries, OpenedInquiry
from services.referral.handlers.packages import Packages
from services.referral.store import PARTNERS
from shared.bus import Transaction


@dataclass(frozen=True)
class Opened:
    """`items`: the text of each, and what it asked, while the partner may read it."""

    referral: Referral
    partner: Partner
    items: dict[str, str] | None
    inquiries: list[OpenedInquiry]


async def open_referral(tx: Transaction, packages: Packages, inquiries: Inquiries, wanted: dict[str, Any]) -> Opened:
    """`wanted` is a query of visibility.py. Raises NotFound."""
    opened = await advance(tx, lambda found: step_if_possible(found, "open", tx.now, by="partner"), **wanted)
    partner = await PARTNERS.get(tx, partner_id=opened.partner_id)
    return Opened(opened, partner, await packages.open(tx, opened), await inquiries.of_partner(tx, opened))
