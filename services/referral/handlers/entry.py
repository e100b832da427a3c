"""Who may look: a partner's system by its token, its people by link and PIN; each at its own referrals only."""

from services.referral.domain import link
from services.referral.domain.access import Access, hash_token, is_locked, try_pin
from services.referral.domain.life import Referral
from services.referral.domain.partner import Partner
from services.referral.store import find, find_by, get, put, shown_to, there
from shared.bus import Transaction
from shared.errors import Conflict, NotFound, Unauthenticated

PAGE = 50


async def partner_by_token(tx: Transaction, token: str) -> Partner:
    access = await find_by(tx, Access, token_hash=hash_token(token))
    partner = await find(tx, Partner, access.partner_id) if access and tx.now < access.token_until else None
    if partner is None or not partner.listed:
        raise Unauthenticated("unauthenticated", "Dieses Zugangszeichen gilt nicht.")
    return partner


async def referral_by_link(tx: Transaction, key: bytes, token: str) -> Referral:
    reference = link.read(key, token, tx.now)
    return _shown(await find_by(tx, Referral, reference=reference) if reference else None)


async def referral_of(tx: Transaction, partner: Partner, reference: str) -> Referral:
    return _shown(await find_by(tx, Referral, reference=reference, partner_id=partner.partner_id))


async def referrals_of(tx: Transaction, partner: Partner, after: str) -> list[Referral]:
    return await shown_to(tx, partner.partner_id, after, PAGE)


async def enter_pin(tx: Transaction, partner_id: str, pin: str) -> bool:
    """The count of wrong tries is kept whatever the answer, so it is answered, not raised."""
    access = await get(tx, Access, partner_id)
    if is_locked(access, tx.now):
        raise Conflict("wrong-pin", "Zu viele falsche Eingaben. Bitte versuchen Sie es in einer Viertelstunde wieder.")
    tried, right = try_pin(access, pin, tx.now)
    tx.lock_key(partner_id)
    await put(tx, tried)
    return right


def _shown(referral: Referral | None) -> Referral:
    """Nothing is shown before it was sent, and a partner was not told of a cold referral."""
    found = there(referral)
    if found.state == "preparing" or found.kind == "cold":
        raise NotFound
    return found
