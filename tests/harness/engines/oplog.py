"""What the engine's own log still holds, as somebody reads it who took the root user and private keys of services.

Such a reader needs no associated data: who has a data key decrypts without looking at the tag.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from infra.mongo.users import Client
from shared.sealing import CannotOpen, Opener
from shared.sealing.sealed_field import NONCE

SECRET: Final = 32
TAG: Final = 16
FIRST_BLOCK: Final = b"\x00\x00\x00\x02"


def last(root: str) -> Any:
    with Client(root) as client:
        return next(client["local"]["oplog.rs"].find({}, sort=[("$natural", -1)], limit=1))["ts"]


def entries(root: str, since: Any) -> list[Any]:
    """Inserts, updates, transactions: everything after what `last` returned."""
    with Client(root) as client:
        return list(client["local"]["oplog.rs"].find({"ts": {"$gt": since}}))


def readable(log: Iterable[Any], private: Opener) -> str:
    """All that opens, as one text: what was sealed for these keys, and what lies under a data key found in that way."""
    every = [value for each in log for value in values(each)]
    opened = [plain for box in every if (plain := open_or_none(private, box)) is not None]
    secrets = {plain[:SECRET] for plain in opened}
    under_those = (decrypted(secret, box) for secret in secrets if len(secret) == SECRET for box in every)
    return "\n".join(plain.decode(errors="replace") for plain in (*opened, *filter(None, under_those)))


def open_or_none(private: Opener, box: bytes) -> bytes | None:
    try:
        return private.open(box)
    except (CannotOpen, ValueError, TypeError):
        return None


def decrypted(secret: bytes, box: bytes) -> bytes | None:
    """None where the padding of a sealed field is not there, so it was another key."""
    if len(box) < NONCE + TAG:
        return None
    stream = Cipher(AES(secret), CTR(box[:NONCE] + FIRST_BLOCK)).decryptor()
    padded = (stream.update(box[NONCE:-TAG]) + stream.finalize()).rstrip(b"\x00")
    return padded[:-1] if padded.endswith(b"\x80") else None


def values(said: Any) -> Iterator[bytes]:
    """Every binary value, however deep: an update names only what it changes."""
    if isinstance(said, bytes):
        yield said
    elif isinstance(said, dict):
        for value in said.values():
            yield from values(value)
    elif isinstance(said, list):
        for each in said:
            yield from values(each)
