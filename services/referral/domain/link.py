"""The links in mails to partners: signed for one referral, one entry or one question, and with an end.

A link holds an id and the time of its end, nothing else.
"""

import base64
import hmac
import uuid
from datetime import datetime, timedelta
from typing import Final

PURPOSE: Final = b"lotse partner link"
OF_AN_ENTRY: Final = b"lotse entry link"
OF_A_TEST: Final = b"lotse test link"
OF_A_CAPACITY_INQUIRY: Final = b"lotse capacity link"
ENTRY_LINK_LIVES: Final = timedelta(days=30)


def sign(key: bytes, reference: str, until: datetime) -> str:
    """Returns the link's token, the same each time. `reference` is 32 hexadecimal digits."""
    return _sign(key, PURPOSE, reference, until)


def sign_entry(key: bytes, partner_id: str, until: datetime) -> str:
    """Signs the link to the partner's entry of the directory; it opens no referral."""
    return _sign(key, OF_AN_ENTRY, uuid.UUID(partner_id).hex, until)


def sign_test(key: bytes, partner_id: str, until: datetime) -> str:
    """Signs the link in a mail that tests a mailbox: whoever has it can say that the mail arrived, and sees nothing."""
    return _sign(key, OF_A_TEST, uuid.UUID(partner_id).hex, until)


def sign_capacity(key: bytes, reference: str, until: datetime) -> str:
    """Signs the link to a capacity inquiry; it opens no referral. As `sign`."""
    return _sign(key, OF_A_CAPACITY_INQUIRY, reference, until)


def read(key: bytes, token: str, now: datetime) -> str | None:
    """Returns the referral's reference; None for a link that this key did not sign, or that has ended."""
    return _read(key, PURPOSE, token, now)


def read_ended(key: bytes, token: str, now: datetime) -> str | None:
    """Returns the reference of the referral whose link has ended; None for one that has not, or was never ours."""
    found = _verified(key, PURPOSE, token)
    return found[0] if found and _has_ended(found[1], now) else None


def read_entry(key: bytes, token: str, now: datetime) -> str | None:
    """Returns the partner's id; None as `read`."""
    found = _read(key, OF_AN_ENTRY, token, now)
    return str(uuid.UUID(found)) if found else None


def read_capacity(key: bytes, token: str, now: datetime) -> str | None:
    """Returns the inquiry's reference; None as `read`."""
    return _read(key, OF_A_CAPACITY_INQUIRY, token, now)


def read_test(key: bytes, token: str, now: datetime) -> tuple[str, int] | None:
    """Returns the partner's id and the second at which the link ends; None as `read`."""
    found = _verified(key, OF_A_TEST, token)
    return (str(uuid.UUID(found[0])), found[1]) if found and not _has_ended(found[1], now) else None


def _sign(key: bytes, purpose: bytes, reference: str, until: datetime) -> str:
    body = bytes.fromhex(reference) + int(until.timestamp()).to_bytes(6)
    return base64.urlsafe_b64encode(body + _mac(key, purpose, body)).rstrip(b"=").decode()


def _read(key: bytes, purpose: bytes, token: str, now: datetime) -> str | None:
    found = _verified(key, purpose, token)
    return found[0] if found and not _has_ended(found[1], now) else None


def _verified(key: bytes, purpose: bytes, token: str) -> tuple[str, int] | None:
    """Returns the signed id and the second of its end; None for a token that this key did not sign."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    body, mac = raw[:22], raw[22:]
    if not hmac.compare_digest(mac, _mac(key, purpose, body)):
        return None
    return body[:16].hex(), int.from_bytes(body[16:])


def _has_ended(until: int, now: datetime) -> bool:
    return now.timestamp() > until


def _mac(key: bytes, purpose: bytes, body: bytes) -> bytes:
    return hmac.digest(key, purpose + body, "sha256")[:20]
