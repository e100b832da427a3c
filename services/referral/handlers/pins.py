"""Stretches PINs: they have few digits, so whoever has a copy of the store must need long to guess one."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from services.referral.domain.access import SALT, StretchedPin, new_pin
from services.referral.domain.link_tries import AT_ONCE
from shared.sealing.stretching import NOBODY, Stretching

OF_A_LINK: Final = 2 * AT_ONCE
"""PINs of one link stretched or waiting at once: it rests after AT_ONCE wrong ones, and a form may come twice."""

OF_A_PARTNER: Final = 2 * OF_A_LINK
"""PINs of one partner stretched or waiting at the same time, over all its links.

So one link leaves places for the partner's other links, and all of them leave places for other partners.
"""


@dataclass(frozen=True)
class NewPin:
    pin: str = field(repr=False)
    stretched: StretchedPin


@dataclass(frozen=True)
class Scrypt:
    """The cost of one PIN (RFC 7914): 128 · n · r bytes of memory, p times."""

    n: int
    r: int
    p: int


STRETCH: Final = Scrypt(n=2**14, r=8, p=1)
"""The cost in every process, for every stored PIN; a test that enters hundreds of PINs passes a lower one."""


class Pins:
    """Stretches PINs, before a transaction and off the event loop; one partner's links never take all places."""

    def __init__(self, stretch: Scrypt = STRETCH) -> None:
        self._cost = stretch
        self._stretching = Stretching()

    async def new(self) -> NewPin:
        """Makes a PIN. Raises Unavailable where too many are being stretched."""
        pin = new_pin()
        return NewPin(pin, await self.stretched(pin, secrets.token_bytes(SALT)))

    async def entered(self, pin: str, salt: bytes, link: str, partner_id: str) -> StretchedPin:
        """Stretches a PIN entered at a partner's link. Raises Unavailable as `stretched`, and at either limit above."""
        return await self.stretched(pin, salt, {f"link {link}": OF_A_LINK, f"partner {partner_id}": OF_A_PARTNER})

    async def stretched(self, pin: str, salt: bytes, by: Mapping[str, int] = NOBODY) -> StretchedPin:
        """Stretches a PIN; `by`: further limits by name. Raises Unavailable where too many are being stretched."""
        return StretchedPin(salt, await self._stretching(partial(self._hash, pin, salt), by))

    def _hash(self, pin: str, salt: bytes) -> bytes:
        return hashlib.scrypt(pin.encode(), salt=salt, n=self._cost.n, r=self._cost.r, p=self._cost.p)
