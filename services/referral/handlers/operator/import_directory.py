"""The directory follows the operator's file: what the file changed since the last time is taken over."""

from collections.abc import Sequence

from services.referral.domain import partner
from services.referral.domain.entry_change import BY_OPERATOR
from services.referral.domain.partner import Partner
from services.referral.handlers.directory import AT_ONCE, save_entries
from services.referral.store import PARTNERS
from shared.bus import Transaction


async def import_directory(tx: Transaction, entries: Sequence[Partner]) -> int:
    """How many entries changed, at most AT_ONCE: repeated until none does, all are as the file has them.

    One that is missing now is delisted, and its open referrals are recalled.
    What staff changed in an entry meanwhile stays until the file has that entry otherwise.
    """
    known = {each.partner_id: each for each in await PARTNERS.all(tx)}
    now = partner.import_directory(known.values(), entries)[:AT_ONCE]
    changed = [(known.get(each.partner_id), each) for each in now]
    await save_entries(tx, changed, by=BY_OPERATOR, how="imported")
    return len(changed)
