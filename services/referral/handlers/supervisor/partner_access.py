"""A supervisor suspends a partner and lets it in again, and gives it a new PIN or token."""

import secrets
import uuid
from typing import Final

from services.referral.domain import suspension
from services.referral.domain.access import (
    Access,
    end_sessions,
    issue_access,
    new_pin,
    new_token,
    renew_pin,
    renew_token,
)
from services.referral.domain.entry_change import EntryChange, How
from services.referral.domain.partner import Partner, Suspension
from services.referral.handlers.directory import save_entries
from services.referral.store import ACCESS, ENTRY_CHANGES, PARTNERS
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff

SALT: Final = 16
"""Bytes."""


async def suspend_partner(tx: Transaction, me: Staff, partner_id: str, why: Suspension, act_id: str) -> None:
    """Its open referrals are recalled, its sessions end, and nothing more is said to it. Raises NotFound, Conflict."""

    async def do() -> None:
        known = await PARTNERS.get(tx, partner_id=partner_id)
        await _save(tx, me, known, suspension.suspend(known, why), "suspended")
        access = await ACCESS.find(tx, partner_id=partner_id)
        if access is not None:
            tx.lock_key(partner_id)
            await ACCESS.put(tx, end_sessions(access, tx.now))

    await once(tx, act_id, do)


async def restore_partner(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> None:
    """Raises NotFound."""

    async def do() -> None:
        known = await PARTNERS.get(tx, partner_id=partner_id)
        await _save(tx, me, known, suspension.restore(known), "restored")

    await once(tx, act_id, do)


async def issue_pin(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> str | None:
    """To be shown now and never again; the one before and all sessions end. None where the same act issued it before.

    Raises NotFound.
    """
    pin = new_pin()

    async def do() -> None:
        access = await _access(tx, partner_id)
        await ACCESS.put(tx, renew_pin(access, pin, secrets.token_bytes(SALT), tx.now).state)
        await _note(tx, me, partner_id, "pin_issued")

    return None if (await once(tx, act_id, do)).is_repeated else pin


async def issue_token(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> str | None:
    """As `issue_pin`, for the partner's system."""
    token = new_token()

    async def do() -> None:
        access = await _access(tx, partner_id)
        await ACCESS.put(tx, renew_token(access, token, tx.now).state)
        await _note(tx, me, partner_id, "token_issued")

    return None if (await once(tx, act_id, do)).is_repeated else token


async def _access(tx: Transaction, partner_id: str) -> Access:
    """Of a partner that never had any: one that nobody knows."""
    await PARTNERS.get(tx, partner_id=partner_id)
    tx.lock_key(partner_id)
    known = await ACCESS.find(tx, partner_id=partner_id)
    if known is not None:
        return known
    unknown = issue_access(partner_id, new_token(), new_pin(), secrets.token_bytes(SALT), tx.now).state
    return unknown.model_copy(update={"token_until": tx.now})


async def _save(tx: Transaction, me: Staff, known: Partner, after: Partner | None, how: How) -> None:
    if after is not None:
        await save_entries(tx, [(known, after)], by=me.name, how=how)


async def _note(tx: Transaction, me: Staff, partner_id: str, how: How) -> None:
    change = EntryChange(id=str(uuid.uuid4()), partner_id=partner_id, at=tx.now, by=me.name, how=how, changes=())
    await ENTRY_CHANGES.put(tx, change)
