"""Recognises a partner's people by the PIN that they enter behind a link."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from services.referral.domain.access import StretchedPin, is_right
from services.referral.domain.link_tries import LinkTries, count, refuse_while_resting
from services.referral.handlers.pins import Pins
from services.referral.store import ACCESS, LINK_TRIES
from shared.attempts import earlier_result, once
from shared.bus import Transaction, UnitOfWork
from shared.telemetry.metrics import WRONG_PINS

RIGHT: Final = "right"
WRONG: Final = "wrong"


@dataclass(frozen=True)
class EnterPin:
    """Stretches the PIN between two transactions; only the second tells whether it is right, and counts the attempt.

    So concurrent attempts get no more answers than consecutive ones.
    """

    unit_of_work: UnitOfWork
    pins: Pins

    async def __call__(self, link: LinkTries, partner_id: str, pin: str, *, act_id: str) -> bool:
        """Returns whether the PIN is right; False is not raised, so that the count is saved. One act is one attempt.

        A wrong one that is sent again costs nothing. Raises Conflict while this link rests, NotFound for a partner
        without access, and Unavailable where too many are tried at once.
        """
        salt = await self.unit_of_work(partial(_salt, link, partner_id, act_id))
        if salt is None:
            return False
        stretched = await self.pins.entered(pin, salt, link.reference, partner_id)
        return await self.unit_of_work(partial(_enter, link, partner_id, stretched, act_id))


async def _salt(link: LinkTries, partner_id: str, act_id: str, tx: Transaction) -> bytes | None:
    """Returns the salt; None where this act was a wrong attempt already. Refuses early, before the PIN is stretched.

    Raises Conflict and NotFound.
    """
    if await earlier_result(tx, act_id) == WRONG:
        return None
    refuse_while_resting(await LINK_TRIES.find(tx, reference=link.reference) or link, tx.now)
    return (await ACCESS.get(tx, partner_id=partner_id)).pin_salt


async def _enter(link: LinkTries, partner_id: str, pin: StretchedPin, act_id: str, tx: Transaction) -> bool:
    outcome = await once(tx, act_id, partial(_try, tx, link, partner_id, pin))
    if outcome.is_repeated and outcome.result == RIGHT:
        return await _try(tx, link, partner_id, pin) == RIGHT  # the PIN may have been replaced since
    return outcome.result == RIGHT


async def _try(tx: Transaction, link: LinkTries, partner_id: str, pin: StretchedPin) -> str:
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
