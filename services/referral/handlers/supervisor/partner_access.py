"""A supervisor suspends a partner, lets it in again, and gives it a new PIN or token."""

from services.referral.domain import onboarding, suspension
from services.referral.domain.access import (
    Access,
    begin,
    end_sessions,
    new_token,
    renew_pin,
    renew_token,
)
from services.referral.domain.entry_change import How
from services.referral.domain.partner import Partner, Suspension
from services.referral.handlers.directory import note_step, save_entries
from services.referral.handlers.pins import NewPin
from services.referral.store import ACCESS, ONBOARDINGS, PARTNERS, onboarding_of
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff


async def suspend_partner(tx: Transaction, me: Staff, partner_id: str, why: Suspension, act_id: str) -> None:
    """Suspends it: open referrals are recalled, sessions end, and it is told nothing more. Raises
    NotFound, Conflict.
    """

    async def do() -> None:
        known = await PARTNERS.get(tx, partner_id=partner_id)
        await _save(tx, me, known, suspension.suspend(known, why), "suspended")
        access = await ACCESS.find(tx, partner_id=partner_id)
        if access is not None:
            tx.lock_key(partner_id)
            await ACCESS.put(tx, end_sessions(access, tx.now))

    await once(tx, act_id, do)


async def restore_partner(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> None:
    """Lifts the suspension; raises NotFound."""

    async def do() -> None:
        known = await PARTNERS.get(tx, partner_id=partner_id)
        await _save(tx, me, known, suspension.restore(known), "restored")

    await once(tx, act_id, do)


async def issue_pin(tx: Transaction, me: Staff, partner_id: str, act_id: str, new: NewPin) -> str | None:
    """Returns a PIN, to be shown now and never again; None where the same act issued one before.

    The PIN before and all sessions end. Raises NotFound.
    """

    async def do() -> None:
        access = await _access(tx, partner_id)
        await ACCESS.put(tx, renew_pin(access, new.stretched, tx.now).state)
        await ONBOARDINGS.put(tx, onboarding.issue_pin(await onboarding_of(tx, partner_id), tx.now).state)
        await note_step(tx, partner_id, by=me.name, how="pin_issued")

    return None if (await once(tx, act_id, do)).is_repeated else new.pin


async def issue_token(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> str | None:
    """Returns a token for the partner's system; otherwise as `issue_pin`, but sessions stay."""
    token = new_token()

    async def do() -> None:
        access = await _access(tx, partner_id)
        await ACCESS.put(tx, renew_token(access, token, tx.now).state)
        await ONBOARDINGS.put(tx, onboarding.issue_token(await onboarding_of(tx, partner_id), tx.now).state)
        await note_step(tx, partner_id, by=me.name, how="token_issued")

    return None if (await once(tx, act_id, do)).is_repeated else token


async def _access(tx: Transaction, partner_id: str) -> Access:
    """Returns the partner's access; for a partner without one, a token and PIN that nobody knows."""
    await PARTNERS.get(tx, partner_id=partner_id)
    tx.lock_key(partner_id)
    known = await ACCESS.find(tx, partner_id=partner_id)
    return known or begin(partner_id, tx.now)


async def _save(tx: Transaction, me: Staff, known: Partner, after: Partner | None, how: How) -> None:
    if after is not None:
        await save_entries(tx, [(known, after)], by=me.name, how=how)
