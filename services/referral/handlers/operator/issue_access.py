"""Issues a partner's token and PIN; only hashes are stored, so nobody can read them again."""

import secrets
from collections.abc import Mapping

from services.referral.domain.access import hash_token, issue_access, new_pin, new_token
from services.referral.domain.entry_change import BY_OPERATOR
from services.referral.handlers.directory import admit, note_step
from services.referral.store import ACCESS
from shared.bus import Transaction


async def issue_missing_access(tx: Transaction, partner_id: str, held: Mapping[str, str]) -> dict[str, str]:
    """Whom the operator gives access is onboarded by it: who hands over PIN and token answers for whom they reach.

    `held` where its `token` is the partner's; otherwise a new `token` and `pin`, and those issued before end."""
    access = await ACCESS.find(tx, partner_id=partner_id)
    if access is not None and access.token_hash == hash_token(held.get("token", "")):
        return dict(held)
    token, pin = new_token(), new_pin()
    await admit(tx, issue_access(partner_id, token, pin, secrets.token_bytes(16), tx.now).state)
    await note_step(tx, partner_id, by=BY_OPERATOR, how="onboarded")
    return {"token": token, "pin": pin}
