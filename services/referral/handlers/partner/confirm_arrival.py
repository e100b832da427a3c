"""Somebody at a partner's mailbox confirms that our test arrived there."""

from services.referral.domain import link, onboarding
from services.referral.domain.entry_change import BY_PARTNER
from services.referral.domain.onboarding import Onboarding
from services.referral.handlers.directory import note_step
from services.referral.publications import publish_entry_reached
from services.referral.store import ONBOARDINGS, PARTNERS, onboarding_of
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import NotFound


async def find_test(tx: Transaction, key: bytes, token: str) -> Onboarding:
    """Raises NotFound for a link that is not of the last test, has ended, or whose partner left the directory."""
    found = link.read_test(key, token, tx.now)
    if found is None:
        raise NotFound
    partner_id, until = found
    await PARTNERS.get(tx, partner_id=partner_id, listed=True)
    known = await onboarding_of(tx, partner_id)
    if known.link_until is None or int(known.link_until.timestamp()) != until:
        raise NotFound
    return known


async def confirm_arrival(tx: Transaction, key: bytes, token: str, act_id: str) -> None:
    """Notes the arrival, and tells the desk if the test had come back before. Raises as `find_test`."""

    async def do() -> None:
        known = await find_test(tx, key, token)
        tx.lock_key(known.partner_id)
        arrived = onboarding.arrive(known, tx.now)
        if arrived is not None:
            await ONBOARDINGS.put(tx, arrived.state)
            if known.returned_at is not None:
                publish_entry_reached(tx, known.partner_id)
            await note_step(tx, known.partner_id, by=BY_PARTNER, how="test_arrived")

    await once(tx, act_id, do)
