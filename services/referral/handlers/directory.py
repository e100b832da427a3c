"""The directory is what its file says: listed, changed or delisted, and said once."""

from collections.abc import Sequence
from dataclasses import replace

from services.referral.domain.access import Access, issue_access
from services.referral.domain.partner import Partner
from services.referral.handlers.progress import recall_all
from services.referral.handlers.proposals import propose_anew
from services.referral.publications import say_partner
from services.referral.store import every, find, put
from shared.bus import Transaction


async def take_directory(tx: Transaction, partners: Sequence[Partner]) -> int:
    """How many entries changed; an entry that is gone from the file is delisted, its open referrals are recalled."""
    known = {partner.partner_id: partner for partner in await every(tx, Partner)}
    named = {partner.partner_id for partner in partners}
    gone = [replace(each, listed=False) for each in known.values() if each.listed and each.partner_id not in named]
    changed = [each for each in (*partners, *gone) if known.get(each.partner_id) != each]
    for partner in changed:
        await put(tx, partner)
        say_partner(tx, partner)
    for partner in gone:
        await recall_all(tx, partner.partner_id)
    if changed:
        await propose_anew(tx)
    return len(changed)


async def give_access(tx: Transaction, partner_id: str, token: str, pin: str, salt: bytes) -> None:
    tx.lock_key(partner_id)
    await put(tx, issue_access(partner_id, token, pin, salt, tx.now))


async def access_of(tx: Transaction, partner_id: str) -> Access | None:
    return await find(tx, Access, partner_id)
