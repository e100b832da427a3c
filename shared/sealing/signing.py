"""Signatures with Ed25519: one process holds the private key, and who holds the public one can only verify.

Both are text, one key a line, the newest first: the first one signs, a signature under any of them is good.
"""

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from shared.sealing.keys import decode, encode
from shared.secret import values


def new_signing_key() -> str:
    return encode(bytes(SigningKey.generate()))


def public_of(signing_keys: str) -> str:
    """The public keys that belong to these, in their order."""
    return "\n".join(encode(bytes(SigningKey(decode(each)).verify_key)) for each in values(signing_keys))


def sign(signing_keys: str, message: bytes) -> str:
    return encode(bytes(SigningKey(decode(values(signing_keys)[0])).sign(message).signature))


def is_signed(public_keys: str, message: bytes, signature: str) -> bool:
    """False for whatever is no signature at all."""
    return any(_verifies(each, message, signature) for each in values(public_keys))


def _verifies(public_key: str, message: bytes, signature: str) -> bool:
    try:
        VerifyKey(decode(public_key)).verify(message, decode(signature))
    except (CryptoError, ValueError):
        return False
    return True
