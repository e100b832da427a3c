"""Who may come in as which partner: a token for its system, a PIN for its people; neither is kept readable."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

TOKEN_LIVES: Final = timedelta(days=365)
TRIES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Access:
    partner_id: str
    token_hash: str
    token_until: datetime
    pin_salt: bytes
    pin_hash: bytes
    tries: int = 0
    locked_until: datetime | None = None


def issue_access(partner_id: str, token: str, pin: str, salt: bytes, now: datetime) -> Access:
    return Access(partner_id, hash_token(token), now + TOKEN_LIVES, salt, hash_pin(pin, salt))


def hash_token(token: str) -> str:
    """A plain hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_pin(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def new_pin() -> str:
    return f"{secrets.randbelow(10**8):08d}"


def is_locked(access: Access, now: datetime) -> bool:
    return access.locked_until is not None and now < access.locked_until


def try_pin(access: Access, pin: str, now: datetime) -> tuple[Access, bool]:
    """The access after this try, and whether the PIN was right; after five wrong ones it rests a while."""
    if is_locked(access, now):
        return access, False
    if hmac.compare_digest(hash_pin(pin, access.pin_salt), access.pin_hash):
        return replace(access, tries=0, locked_until=None), True
    tries = access.tries + 1
    if tries < TRIES:
        return replace(access, tries=tries), False
    return replace(access, tries=0, locked_until=now + LOCKED_FOR), False
