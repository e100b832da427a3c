"""A partner's PIN is few digits: they are stretched, so that who has a copy of the store must guess for long."""

import hashlib
import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from services.referral.domain.access import SALT, StretchedPin, new_pin
from services.referral.domain.link_tries import AT_ONCE
from shared.sealing.stretching import Stretching

OF_ONE: Final = 2 * AT_ONCE
"""Of one link at the same time: it rests after AT_ONCE wrong ones, and a form is sent twice in a hurry."""


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
    """Stretched before a transaction and off the event loop; who guesses at one link leaves places for all others."""

    def __init__(self, stretch: Scrypt = STRETCH) -> None:
        self._cost = stretch
        self._stretching = Stretching(of_one=OF_ONE)

    async def new(self) -> NewPin:
        """Raises Unavailable where too many are being stretched."""
        pin = new_pin()
        return NewPin(pin, await self.stretched(pin, secrets.token_bytes(SALT)))

    async def stretched(self, pin: str, salt: bytes, link: str = "") -> StretchedPin:
        """`link`: by which it came. Raises Unavailable where too many are being stretched, or too many of this link."""
        return StretchedPin(salt, await self._stretching(partial(self._hash, pin, salt), link))

    def _hash(self, pin: str, salt: bytes) -> bytes:
        return hashlib.scrypt(pin.encode(), salt=salt, n=self._cost.n, r=self._cost.r, p=self._cost.p)
