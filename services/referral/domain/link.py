"""The partner's link: one referral, one purpose, an end; nothing in it can be guessed or read."""

import base64
import hmac
from datetime import datetime
from typing import Final

PURPOSE: Final = b"lotse partner link"


def sign(key: bytes, reference: str, until: datetime) -> str:
    body = bytes.fromhex(reference) + int(until.timestamp()).to_bytes(6)
    return base64.urlsafe_b64encode(body + _mac(key, body)).rstrip(b"=").decode()


def read(key: bytes, token: str, now: datetime) -> str | None:
    """The reference, or None for a link that is foreign, changed or over."""
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
