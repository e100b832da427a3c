"""Issues a partner's token and PIN; only hashes are stored, so nobody can read them again."""

import secrets
from collections.abc import Mapping

from services.referral.domain.access import hash_token, issue_access, new_pin, new_token
from services.referral.store import ACCESS
from shared.bus import Transaction


async def issue_missing_access(tx: Transaction, partner_id: str, held: Mapping[str, str]) -> dict[str, str]:
    """`held` where its `token` is the partner's; otherwise a new `token` and `pin`, and those issued before end."""
    access = await ACCESS.find(tx, partner_id=partner_id)
    if access is not None and access.token_hash == hash_token(held.get("token", "")):
        return dict(held)
    token, pin = new_token(), new_pin()
    tx.lock_key(partner_id)
    await ACCESS.put(tx, issue_access(partner_id, token, pin, secrets.token_bytes(16), tx.now).state)
    return {"token": token, "pin": pin}
