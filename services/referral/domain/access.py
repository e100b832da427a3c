"""By what a partner is recognised: a token for its system, a PIN for its people; of both only hashes are stored."""

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
"""Bytes."""


@dataclass(frozen=True)
class StretchedPin:
    """Of a PIN, by `handlers/pins.py`. `salt`: SALT random bytes, another for each PIN."""

    salt: bytes
    hash: bytes = field(repr=False)


class Access(State):
    partner_id: str
    token_hash: str
    token_until: datetime
    pin_salt: bytes
    pin_hash: bytes
    onboarded: bool = True
    """Whether referrals go to the partner. Who had access before this was asked is onboarded."""
    sessions_from: datetime | None = None
    """Only who entered the PIN after it is taken for the partner."""


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
    """Of a partner that never had any: a token that nobody knows, no PIN at all, and nothing goes to it yet."""
    no_pin = StretchedPin(secrets.token_bytes(SALT), secrets.token_bytes(64))
    unknown = issue_access(partner_id, new_token(), no_pin, now).state
    return unknown.model_copy(update={"token_until": now, "onboarded": False})


def renew_pin(access: Access, pin: StretchedPin, now: datetime) -> AccessIssued:
    """The token stays, no session does."""
    renewed = {"pin_salt": pin.salt, "pin_hash": pin.hash, "sessions_from": now}
    return AccessIssued(access.model_copy(update=renewed))


def end_sessions(access: Access, now: datetime) -> Access:
    return access.model_copy(update={"sessions_from": now})


def counts(access: Access | None, began: datetime) -> bool:
    """Whether a session does that began then."""
    return access is not None and (access.sessions_from is None or access.sessions_from < began)


def renew_token(access: Access, token: str, now: datetime) -> AccessIssued:
    """The PIN stays."""
    return AccessIssued(access.model_copy(update={"token_hash": hash_token(token), "token_until": now + TOKEN_LIVES}))


def hash_token(token: str) -> str:
    """A plain hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(32)


def new_pin() -> str:
    return f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}d}"


def is_right(access: Access, pin: StretchedPin) -> bool:
    """False too for one that was stretched before the partner got another: its salt is gone with the former."""
    return hmac.compare_digest(pin.hash, access.pin_hash)
