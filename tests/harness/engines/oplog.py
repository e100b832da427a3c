"""The engine's own log as an intruder reads it who has the root user and private keys of services.

Such a reader needs no associated data: with a data key one can decrypt without checking the tag.
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
    """Returns all entries after what `last` returned: inserts, updates and transactions."""
    with Client(root) as client:
        return list(client["local"]["oplog.rs"].find({"ts": {"$gt": since}}))


def readable(log: Iterable[Any], private: Opener) -> str:
    """Returns all that opens, as one text: sealed for these keys, or under a data key that was found in that way."""
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
    """Returns the plain bytes; None where a sealed field's padding is missing, since it was another key."""
    if len(box) < NONCE + TAG:
        return None
    stream = Cipher(AES(secret), CTR(box[:NONCE] + FIRST_BLOCK)).decryptor()
    padded = (stream.update(box[NONCE:-TAG]) + stream.finalize()).rstrip(b"\x00")
    return padded[:-1] if padded.endswith(b"\x80") else None


def values(said: Any) -> Iterator[bytes]:
    """Yields every binary value, however deep: an update names only what it changes."""
    if isinstance(said, bytes):
        yield said
    elif isinstance(said, dict):
        for value in said.values():
            yield from values(value)
    elif isinstance(said, list):
        for each in said:
            yield from values(each)
