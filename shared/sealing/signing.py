"""Signatures with Ed25519: one process holds the private key, and holders of the public key can only verify.

Both are text with one key per line, the newest first. The first key signs; a signature under any of them is good.
"""

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from shared.sealing.keys import decode, encode
from shared.secret import values


def new_signing_key() -> str:
    return encode(bytes(SigningKey.generate()))


def public_of(signing_keys: str) -> str:
    """Returns the public keys that belong to these, in the same order."""
    return "\n".join(encode(bytes(SigningKey(decode(each)).verify_key)) for each in values(signing_keys))


def sign(signing_keys: str, message: bytes) -> str:
    return encode(bytes(SigningKey(decode(values(signing_keys)[0])).sign(message).signature))


def is_signed(public_keys: str, message: bytes, signature: str) -> bool:
    """Whether the signature is good under any of the keys; False also for text that is no signature at all."""
    return any(_verifies(each, message, signature) for each in values(public_keys))


def _verifies(public_key: str, message: bytes, signature: str) -> bool:
    try:
        VerifyKey(decode(public_key)).verify(message, decode(signature))
    except (CryptoError, ValueError):
        return False
    return True
