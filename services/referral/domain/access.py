"""By what a partner is recognised: a token for its system, a PIN for its people; of both only hashes are stored."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from shared.state import Fact, State

TOKEN_LIVES: Final = timedelta(days=365)
PIN_LENGTH: Final = 8


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


def issue_access(partner_id: str, token: str, pin: str, salt: bytes, now: datetime) -> AccessIssued:
    """Replaces token and PIN of the partner, and ends its sessions; `salt` is at least 16 random bytes."""
    access = Access(
        partner_id=partner_id,
        token_hash=hash_token(token),
        token_until=now + TOKEN_LIVES,
        pin_salt=salt,
        pin_hash=hash_pin(pin, salt),
        sessions_from=now,
    )
    return AccessIssued(access)


def begin(partner_id: str, salt: bytes, now: datetime) -> Access:
    """Of a partner that never had any: a PIN and a token that nobody knows, and nothing goes to it yet."""
    unknown = issue_access(partner_id, new_token(), new_pin(), salt, now).state
    return unknown.model_copy(update={"token_until": now, "onboarded": False})


def renew_pin(access: Access, pin: str, salt: bytes, now: datetime) -> AccessIssued:
    """The token stays, no session does. `salt` is at least 16 random bytes."""
    renewed = {"pin_salt": salt, "pin_hash": hash_pin(pin, salt), "sessions_from": now}
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


def hash_pin(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def new_pin() -> str:
    return f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}d}"


def is_right(access: Access, pin: str) -> bool:
    return hmac.compare_digest(hash_pin(pin, access.pin_salt), access.pin_hash)
