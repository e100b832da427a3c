"""Receipt codes: all that a person needs to come back. The code itself is never stored."""

import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared import pasted
from shared.errors import Invalid
from shared.sealing.keys import DataKey
from shared.sealing.sealed_field import associated, decrypt, encrypt
from shared.store import Document

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 24


def derive(pepper: bytes, idempotency_key: str, issuer: str) -> str:
    """Derives the code from the form or submission, so that a retry after a lost answer shows the same code."""
    return spell(expand(pepper, 15, "code", idempotency_key, issuer))


def random_code() -> str:
    return spell(secrets.token_bytes(15))


def read(text: str) -> str:
    """Returns the code as it is printed, from whatever was typed or pasted. Raises Invalid for anything but a code."""
    code = pasted.characters(text, LENGTH)
    if len(code) != LENGTH or not is_whole(code):
        raise Invalid(
            "bad-receipt-code", "Dieser Rückmeldecode stimmt nicht. Bitte prüfen Sie die sechs Vierergruppen."
        )
    return grouped(code)


def is_whole(code: str) -> bool:
    """Whether all characters are of the alphabet and the check character fits."""
    values = [ALPHABET.find(c) for c in code]
    return min(values, default=-1) >= 0 and check(values) == 0


def locator(pepper: bytes, code: str) -> str:
    """Returns where the thread of this code is found; without the pepper nobody can compute or reverse it."""
    return hmac.digest(pepper, expand(code.encode(), 32, "locator"), "sha256").hex()


def wrapping_key(code: str) -> bytes:
    return expand(code.encode(), 32, "wrapping")


def wrap(wrapping: bytes, key: DataKey, owner: str) -> Document:
    return {"kid": key.id, "box": encrypt(wrapping, key.secret, associated("receipt", owner, key.id))}


def unwrap(wrapping: bytes, document: Document, owner: str) -> DataKey:
    kid = document["kid"]
    return DataKey(kid, decrypt(wrapping, document["box"], associated("receipt", owner, kid)))


def expand(secret: bytes, length: int, *info: str) -> bytes:
    return HKDF(SHA256(), length, salt=hashlib.sha256(b"lotse receipt").digest(), info=associated(*info)).derive(secret)


def spell(entropy: bytes) -> str:
    """Spells 115 of the 120 bits given, five bits per character, and adds the check character."""
    number = int.from_bytes(entropy, "big") >> 5
    return checked([number >> (5 * place) & 31 for place in reversed(range(LENGTH - 1))])


def checked(values: list[int]) -> str:
    return grouped("".join(ALPHABET[v] for v in [*values, check([*values, 0])]))


def grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def check(values: list[int]) -> int:
    """Evaluates the code as a polynomial over GF(32).

    The result is zero for a good code, and never zero after one wrong character or two swapped neighbours.
    """
    rest = 0
    for value in values:
        rest = (rest << 1 ^ (0x25 if rest & 16 else 0)) ^ value
    return rest
