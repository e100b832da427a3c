"""The link in the mail to a partner: signed for one referral until a moment; it holds nothing but the reference."""

import base64
import hmac
from datetime import datetime
from typing import Final

PURPOSE: Final = b"lotse partner link"


def sign(key: bytes, reference: str, until: datetime) -> str:
    """The same link each time. `reference` is 32 hexadecimal digits."""
    body = bytes.fromhex(reference) + int(until.timestamp()).to_bytes(6)
    return base64.urlsafe_b64encode(body + _mac(key, body)).rstrip(b"=").decode()


def read(key: bytes, token: str, now: datetime) -> str | None:
    """The reference of the referral, or None for a link that this key did not sign, or that has ended."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    body, mac = raw[:22], raw[22:]
    if not hmac.compare_digest(mac, _mac(key, body)) or now.timestamp() > int.from_bytes(body[16:]):
        return None
    return body[:16].hex()


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, PURPOSE + body, "sha256")[:20]
