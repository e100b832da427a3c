"""Imports the operator's file into the directory: the changes of the file since the last import."""

from collections.abc import Sequence

from services.referral.domain import partner
from services.referral.domain.entry_change import BY_OPERATOR
from services.referral.domain.partner import Partner
from services.referral.handlers.directory import AT_ONCE, save_entries
from services.referral.store import PARTNERS
from shared.bus import Transaction


async def import_directory(tx: Transaction, entries: Sequence[Partner]) -> int:
    """Returns how many entries changed, at most AT_ONCE; called until that is 0, all are as the file has them.

    An entry that the file no longer has is delisted, and its open referrals are recalled. Changes by staff stay until
    the file changes that entry.
    """
    known = {each.partner_id: each for each in await PARTNERS.all(tx)}
    now = partner.import_directory(known.values(), entries)[:AT_ONCE]
    changed = [(known.get(each.partner_id), each) for each in now]
    await save_entries(tx, changed, by=BY_OPERATOR, how="imported")
    return len(changed)
