"""Lists all referrals of a partner for its people: the state of each, and nothing of any person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from services.referral.domain.overview import GROUPS, MOST_ENDED, ORDER, PAGE, Place, ended_lately
from services.referral.domain.partner import Partner
from services.referral.domain.referral import OPEN, Referral, Stage
from services.referral.handlers.partner.visibility import SENT_TO_PARTNER
from services.referral.store import PARTNERS, REFERRALS, is_onboarded
from shared.bus import Transaction
from shared.errors import NotFound


@dataclass(frozen=True)
class Overview:
    """`more`: the place where the next page begins; None on the last. `ended`: of the last 30 days,
    the latest first.
    """

    partner: Partner
    open: Sequence[Referral]
    more: Place | None
    ended: Sequence[Referral]
    now: datetime


async def list_overview(tx: Transaction, partner_id: str, after: Place | None) -> Overview:
    """Returns a page of the open ones in the order of domain/overview.py; the ended ones are on the first page.

    It opens none of them. Raises NotFound for a partner that left the directory or is not onboarded.
    """
    partner = await PARTNERS.get(tx, partner_id=partner_id, listed=True)
    if not await is_onboarded(tx, partner_id):
        raise NotFound
    own: dict[str, Any] = {"partner_id": partner_id, **SENT_TO_PARTNER}
    found = await _open(tx, own, after)
    page, rest = found[:PAGE], found[PAGE:]
    ended = [] if after else await _ended(tx, own)
    return Overview(partner, page, Place.of(page[-1]) if rest else None, ended, tx.now)


async def _open(tx: Transaction, own: dict[str, Any], after: Place | None) -> list[Referral]:
    """Returns one more than fit on the page, if there are more."""
    found: list[Referral] = []
    for number, states in enumerate(GROUPS):
        if len(found) > PAGE or (after and number < after.group):
            continue
        place = (after.respond_by, after.reference) if after and number == after.group else None
        room = PAGE + 1 - len(found)
        found += await REFERRALS.all(tx, sort=ORDER, after=place, limit=room, state=states, **own)
    return found


async def _ended(tx: Transaction, own: dict[str, Any]) -> list[Referral]:
    ended = sorted(set(get_args(Stage)) - OPEN)
    found = await REFERRALS.all(tx, sort="changed_at", descending=True, limit=MOST_ENDED, state=ended, **own)
    return ended_lately(found, tx.now)
