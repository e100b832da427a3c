"""Seals one field with AES-256-GCM, bound to its purpose, case, field and key, and padded to a bucket of lengths."""

import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.sealing.keys import CannotOpen, DataKey
from shared.store import Document

NONCE = 12
BUCKETS = (512, 2_048, 8_192, 32_768)


def seal(key: DataKey, plain: str, *, purpose: str, case: str, field: str) -> Document:
    """Returns `kid`, the key's id, and `box`: nonce and ciphertext."""
    return seal_bytes(key, plain.encode(), purpose=purpose, case=case, field=field)


def open_sealed(key: DataKey, document: Document, *, purpose: str, case: str, field: str) -> str:
    """Returns the plain text. Raises CannotOpen for another key or place, and for a box that was changed."""
    return open_bytes(key, document, purpose=purpose, case=case, field=field).decode()


def seal_bytes(key: DataKey, plain: bytes, *, purpose: str, case: str, field: str) -> Document:
    place = associated(purpose, case, field, key.id)
    return {"kid": key.id, "box": encrypt(key.secret, pad(plain), place)}


def open_bytes(key: DataKey, document: Document, *, purpose: str, case: str, field: str) -> bytes:
    """Returns the plain bytes. Raises as `open_sealed` does."""
    if document["kid"] != key.id:
        raise CannotOpen
    return unpad(decrypt(key.secret, document["box"], associated(purpose, case, field, key.id)))


def associated(*parts: str) -> bytes:
    """Returns the parts as associated data, encoded so that no part can be shifted into its neighbour."""
    return json.dumps(parts).encode()


def encrypt(secret: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(secret).encrypt(nonce, plain, place)


def decrypt(secret: bytes, box: bytes, place: bytes) -> bytes:
    try:
        return AESGCM(secret).decrypt(box[:NONCE], box[NONCE:], place)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def pad(plain: bytes) -> bytes:
    return (plain + b"\x80").ljust(bucket(len(plain) + 1), b"\x00")


def unpad(padded: bytes) -> bytes:
    return padded.rstrip(b"\x00")[:-1]


def bucket(size: int) -> int:
    """Returns the smallest bucket that holds `size` bytes; beyond the largest, a whole multiple of it."""
    largest = BUCKETS[-1]
    return next((b for b in BUCKETS if size <= b), -(-size // largest) * largest)
