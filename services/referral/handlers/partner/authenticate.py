"""Recognises a partner: its system by a token, its people by the PIN behind a link."""

from functools import partial
from typing import Final

from services.referral.domain.access import hash_token, is_right
from services.referral.domain.link_tries import LinkTries, count, refuse_while_resting
from services.referral.domain.partner import Partner
from services.referral.store import ACCESS, LINK_TRIES, PARTNERS
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import Unauthenticated
from shared.telemetry.metrics import WRONG_PINS

RIGHT: Final = "right"
WRONG: Final = "wrong"


async def authenticate(tx: Transaction, token: str) -> Partner:
    """Raises Unauthenticated for a token that is unknown or too old, or whose partner was delisted or is not onboarded:
    a token is issued as one of the steps."""
    access = await ACCESS.find(tx, token_hash=hash_token(token))
    partner = None
    if access is not None and access.onboarded and tx.now < access.token_until:
        partner = await PARTNERS.find(tx, partner_id=access.partner_id, listed=True)
    if partner is None:
        raise Unauthenticated("unauthenticated", "Dieses Zugangszeichen gilt nicht.")
    return partner


async def enter_pin(tx: Transaction, link: LinkTries, partner_id: str, pin: str, *, act_id: str | None = None) -> bool:
    """Whether it is right: returned and not raised, so that the count of wrong ones is saved. One act is one try.

    Raises Conflict while this link rests, and NotFound for a partner without access.
    """
    outcome = await once(tx, act_id, partial(_try, tx, link, partner_id, pin))
    if outcome.is_repeated and outcome.result == RIGHT:
        return await _try(tx, link, partner_id, pin) == RIGHT  # the PIN may have been replaced since
    return outcome.result == RIGHT


async def _try(tx: Transaction, link: LinkTries, partner_id: str, pin: str) -> str:
    tx.lock_key(link.case_id or partner_id)
    before = await LINK_TRIES.find(tx, reference=link.reference)
    tries = before or link
    refuse_while_resting(tries, tx.now)
    access = await ACCESS.get(tx, partner_id=partner_id)
    tried = count(tries, is_right(access, pin), tx.now)
    if tried.is_right and link.case_id is None:
        await LINK_TRIES.remove(tx, reference=link.reference)  # no case would end it
    elif tried.state != before:
        await LINK_TRIES.put(tx, tried.state)
    if not tried.is_right:
        WRONG_PINS.inc()
    return RIGHT if tried.is_right else WRONG
