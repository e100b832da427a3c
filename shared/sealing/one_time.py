"""A short code that is read out on the phone and opens one thing: the full receipt code that replaces it.

The first four characters find it; the other seven and the check character open it. So few can be guessed: Argon2id
stretches them, and the pepper makes them useless to anybody who has only a copy of the store.
"""

import hmac
import secrets
from dataclasses import dataclass
from functools import partial
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from shared import pasted
from shared.errors import Invalid
from shared.sealing import receipt
from shared.sealing.sealed_field import associated, decrypt, encrypt
from shared.sealing.stretching import Stretching
from shared.store import Document

LENGTH: Final = 12
FINDS: Final = 4
SALT = 16
BOX: Final = 57


@dataclass(frozen=True)
class Stretch:
    """Cost of one try: passes of Argon2id, and the memory that each pass walks through."""

    rounds: int
    kibibytes: int


STRETCH: Final = Stretch(rounds=3, kibibytes=32_768)
"""Cost in every process; a test that tries hundreds of codes wires in a cheaper one."""


def random_code() -> str:
    return receipt.checked([secrets.randbelow(32) for _ in range(LENGTH - 1)])


def derive(pepper: bytes, attempt: str, place: str, number: int) -> str:
    """Derives the code from the form, so that the same form sent again shows the same code.

    `number` counts the tries: the next one is for a code that is taken.
    """
    entropy = receipt.expand(pepper, LENGTH - 1, "one-time code", attempt, place, str(number))
    return receipt.checked([byte & 31 for byte in entropy])


def looks_like_one(text: str) -> bool:
    return len(pasted.characters(text, LENGTH)) == LENGTH


def read(text: str) -> str:
    code = pasted.characters(text, LENGTH)
    if len(code) != LENGTH or not receipt.is_whole(code):
        raise Invalid("bad-receipt-code", "Dieser Einmalcode stimmt nicht. Bitte prüfen Sie die drei Vierergruppen.")
    return receipt.grouped(code)


class OneTimeLock:
    def __init__(self, pepper: bytes, stretch: Stretch = STRETCH, stretching: Stretching | None = None) -> None:
        self._pepper = pepper
        self._cost = stretch
        self._stretching = stretching or Stretching()

    def locator(self, code: str) -> str:
        return hmac.digest(self._pepper, associated("one-time", code[:FINDS]), "sha256").hex()

    async def lock(self, code: str, content: str, place: str) -> Document:
        salt = secrets.token_bytes(SALT)
        key = await self._stretched(code, salt)
        return {"salt": salt, "box": encrypt(key, content.encode(), associated("one-time", place))}

    async def unlock(self, code: str, locked: Document, place: str) -> str:
        """Returns the content. Raises CannotOpen for another code."""
        key = await self._stretched(code, locked["salt"])
        return decrypt(key, locked["box"], associated("one-time", place)).decode()

    def decoy(self) -> Document:
        """Returns a lock that takes as long as a real one to try, and that no code opens."""
        return {"salt": secrets.token_bytes(SALT), "box": secrets.token_bytes(BOX)}

    async def _stretched(self, code: str, salt: bytes) -> bytes:
        return await self._stretching(partial(self._stretch, code, salt))

    def _stretch(self, code: str, salt: bytes) -> bytes:
        slow = hash_secret_raw(code.encode(), salt, self._cost.rounds, self._cost.kibibytes, 1, 32, Type.ID)
        return hmac.digest(self._pepper, slow, "sha256")
