"""A cookie that only its maker can read: AES-256-GCM, bound to its name."""

from collections.abc import Mapping
from typing import Final, Literal

from shared.sealing.envelope import associated, decrypt, encrypt
from shared.sealing.keys import CannotOpen, decode, encode

SameSite = Literal["Strict", "Lax"]
GONE: Final = "Max-Age=0"


class SealedCookie:
    def __init__(self, name: str, key: str, same_site: SameSite = "Strict") -> None:
        self.name = name
        self.key = decode(key)
        self.attributes = f"Path=/; Secure; HttpOnly; SameSite={same_site}"

    def open(self, cookies: Mapping[str, str]) -> str | None:
        """What was sealed, or None for an absent, foreign or changed cookie."""
        try:
            return decrypt(self.key, decode(cookies[self.name]), associated(self.name)).decode()
        except (KeyError, ValueError, CannotOpen):
            return None

    def header(self, text: str) -> str:
        """The value of Set-Cookie; the cookie ends with the browser's session."""
        return f"{self.name}={encode(encrypt(self.key, text.encode(), associated(self.name)))}; {self.attributes}"

    def removal(self) -> str:
        return f"{self.name}=; {GONE}; {self.attributes}"
