"""Issues a partner's token and PIN; nobody can read them again."""

from services.referral.domain import access
from services.referral.store import ACCESS
from shared.bus import Transaction


async def issue_access(tx: Transaction, partner_id: str, token: str, pin: str, salt: bytes) -> None:
    """Token and PIN that were issued before end. `salt` is at least 16 random bytes."""
    tx.lock_key(partner_id)
    await ACCESS.put(tx, access.issue_access(partner_id, token, pin, salt, tx.now).state)


async def is_valid_token(tx: Transaction, partner_id: str, token: str) -> bool:
    """Whether it is the partner's, also when it has ended."""
    return await ACCESS.find(tx, partner_id=partner_id, token_hash=access.hash_token(token)) is not None
