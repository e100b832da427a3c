"""Recognises a partner: its system by a token, its people by the PIN behind a link."""

from functools import partial
from typing import Final

from services.referral.domain.access import hash_token, try_pin
from services.referral.domain.partner import Partner
from services.referral.store import ACCESS, PARTNERS
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import Unauthenticated

RIGHT: Final = "right"
WRONG: Final = "wrong"


async def authenticate(tx: Transaction, token: str) -> Partner:
    """Raises Unauthenticated for a token that is unknown or too old, or whose partner was delisted."""
    access = await ACCESS.find(tx, token_hash=hash_token(token))
    partner = None
    if access is not None and tx.now < access.token_until:
        partner = await PARTNERS.find(tx, partner_id=access.partner_id, listed=True)
    if partner is None:
        raise Unauthenticated("unauthenticated", "Dieses Zugangszeichen gilt nicht.")
    return partner


async def enter_pin(tx: Transaction, partner_id: str, pin: str, *, act_id: str | None = None) -> bool:
    """Whether it is right: returned and not raised, so that the count of wrong ones is saved. One act is one try.

    Raises Conflict like `try_pin`, and NotFound for a partner without access.
    """
    outcome = await once(tx, act_id, partial(_try, tx, partner_id, pin))
    if outcome.is_repeated and outcome.result == RIGHT:
        return await _try(tx, partner_id, pin) == RIGHT  # the PIN may have been replaced since
    return outcome.result == RIGHT


async def _try(tx: Transaction, partner_id: str, pin: str) -> str:
    tx.lock_key(partner_id)
    tried = await ACCESS.update(tx, lambda access: try_pin(access, pin, tx.now), partner_id=partner_id)
    assert tried
    return RIGHT if tried.correct else WRONG
