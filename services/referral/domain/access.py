"""Access of partners: a token for a partner's system, a PIN for its people; of both only hashes are stored."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shared.state import Fact, State

TOKEN_LIVES: Final = timedelta(days=365)
PIN_LENGTH: Final = 8
SALT: Final = 16
"""Number of bytes."""


@dataclass(frozen=True)
class StretchedPin:
    """A PIN as `handlers/pins.py` stretched it. `salt`: SALT random bytes, another for each PIN."""

    salt: bytes
    hash: bytes = field(repr=False)


class Access(State):
    partner_id: str
    token_hash: str
    token_until: datetime
    pin_salt: bytes
    pin_hash: bytes
    onboarded: bool = True
    """Whether referrals go to the partner. True also for a partner whose access is older than this field."""
    sessions_from: datetime | None = None
    """Sessions that began before this time count no longer; `None`: all count."""


class AccessIssued(Fact[Access]):
    pass


def issue_access(partner_id: str, token: str, pin: StretchedPin, now: datetime) -> AccessIssued:
    """Replaces token and PIN of the partner, and ends its sessions."""
    access = Access(
        partner_id=partner_id,
        token_hash=hash_token(token),
        token_until=now + TOKEN_LIVES,
        pin_salt=pin.salt,
        pin_hash=pin.hash,
        sessions_from=now,
    )
    return AccessIssued(access)


def begin(partner_id: str, now: datetime) -> Access:
    """Makes the access of a new partner: a token that nobody knows, no PIN at all, and no referrals go to it yet."""
    no_pin = StretchedPin(secrets.token_bytes(SALT), secrets.token_bytes(64))
    unknown = issue_access(partner_id, new_token(), no_pin, now).state
    return unknown.model_copy(update={"token_until": now, "onboarded": False})


def renew_pin(access: Access, pin: StretchedPin, now: datetime) -> AccessIssued:
    """Replaces the PIN and ends all sessions; the token stays."""
    renewed = {"pin_salt": pin.salt, "pin_hash": pin.hash, "sessions_from": now}
    return AccessIssued(access.model_copy(update=renewed))


def end_sessions(access: Access, now: datetime) -> Access:
    return access.model_copy(update={"sessions_from": now})


def counts(access: Access | None, began: datetime) -> bool:
    """Whether a session that began at `began` still counts."""
    return access is not None and (access.sessions_from is None or access.sessions_from < began)


def renew_token(access: Access, token: str, now: datetime) -> AccessIssued:
    """Replaces the token; the PIN stays."""
    return AccessIssued(access.model_copy(update={"token_hash": hash_token(token), "token_until": now + TOKEN_LIVES}))


def hash_token(token: str) -> str:
    """Hashes without a salt or stretching: a plain hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(32)


def new_pin() -> str:
    return f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}d}"


def is_right(access: Access, pin: StretchedPin) -> bool:
    """Whether the PIN is right. False also for one stretched with the salt of an earlier PIN."""
    return hmac.compare_digest(pin.hash, access.pin_hash)
