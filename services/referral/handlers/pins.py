"""A partner's PIN is few digits: they are stretched, so that who has a copy of the store must guess for long."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from services.referral.domain.access import SALT, StretchedPin, new_pin
from services.referral.domain.link_tries import AT_ONCE
from shared.sealing.stretching import NOBODY, Stretching

OF_ONE: Final = 2 * AT_ONCE
"""Of one link at the same time: it rests after AT_ONCE wrong ones, and a form is sent twice in a hurry."""

OF_A_PARTNER: Final = 2 * OF_ONE
"""By all of its links: who holds one of them leaves places for its others, who holds all leaves places for others."""


@dataclass(frozen=True)
class NewPin:
    pin: str = field(repr=False)
    stretched: StretchedPin


@dataclass(frozen=True)
class Scrypt:
    """What one PIN costs (RFC 7914): 128 · n · r bytes of memory, p times."""

    n: int
    r: int
    p: int


STRETCH: Final = Scrypt(n=2**14, r=8, p=1)
"""Of every process, and of every PIN that is stored; a test that enters hundreds of PINs wires in a cheaper one."""


class Pins:
    """Stretched before a transaction and off the event loop; who guesses at links of one partner leaves places."""

    def __init__(self, stretch: Scrypt = STRETCH) -> None:
        self._cost = stretch
        self._stretching = Stretching()

    async def new(self) -> NewPin:
        """Raises Unavailable where too many are being stretched."""
        pin = new_pin()
        return NewPin(pin, await self.stretched(pin, secrets.token_bytes(SALT)))

    async def entered(self, pin: str, salt: bytes, link: str, partner_id: str) -> StretchedPin:
        """By somebody at a link of the partner. Raises Unavailable as `stretched`, or where too many are of one."""
        return await self.stretched(pin, salt, {f"link {link}": OF_ONE, f"partner {partner_id}": OF_A_PARTNER})

    async def stretched(self, pin: str, salt: bytes, by: Mapping[str, int] = NOBODY) -> StretchedPin:
        """Raises Unavailable where too many are being stretched."""
        return StretchedPin(salt, await self._stretching(partial(self._hash, pin, salt), by))

    def _hash(self, pin: str, salt: bytes) -> bytes:
        return hashlib.scrypt(pin.encode(), salt=salt, n=self._cost.n, r=self._cost.r, p=self._cost.p)
