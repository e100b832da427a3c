"""A cookie sealed with AES-256-GCM and bound to its name; one sealed with an older key of the list still opens."""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Literal

from shared.sealing.keys import CannotOpen, decode, encode
from shared.sealing.sealed_field import associated, decrypt, encrypt
from shared.secret import Secret, fixed, values

SameSite = Literal["Strict", "Lax"]
GONE: Final = "Max-Age=0"


class SealedCookie:
    def __init__(self, name: str, key: str | Secret, same_site: SameSite = "Strict") -> None:
        self.name = name
        self.secret = fixed(key) if isinstance(key, str) else key
        self.attributes = f"Path=/; Secure; HttpOnly; SameSite={same_site}"

    def open(self, cookies: Mapping[str, str]) -> str | None:
        """The sealed text, or None for a cookie that is absent, changed or of another name or key."""
        for key in self._keys():
            try:
                return decrypt(key, decode(cookies[self.name]), associated(self.name)).decode()
            except (KeyError, ValueError, CannotOpen):
                continue
        return None

    def header(self, text: str, *, lasts: timedelta | None = None) -> str:
        """The value of Set-Cookie; the cookie ends with the browser's session, or after `lasts`."""
        end = f"; Max-Age={int(lasts.total_seconds())}" if lasts else ""
        return f"{self.name}={self.seal(text)}; {self.attributes}{end}"

    def seal(self, text: str) -> str:
        """The cookie's value alone."""
        return encode(encrypt(self._keys()[0], text.encode(), associated(self.name)))

    def removal(self) -> str:
        return f"{self.name}=; {GONE}; {self.attributes}"

    def _keys(self) -> list[bytes]:
        return [decode(each) for each in values(self.secret())]


def derived(secret: Secret, purpose: str) -> Secret:
    """Keys for this purpose only, one for each key of the secret; they do not reveal the secret."""

    def keys() -> str:
        return "\n".join(encode(hmac.digest(decode(each), purpose.encode(), "sha256")) for each in values(secret()))

    return keys
