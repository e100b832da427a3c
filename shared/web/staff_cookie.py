"""The cookie of the staff's sign-in: sealed for every service behind the staff door, and signed by the desk alone."""

from collections.abc import Mapping
from typing import Final

from shared.sealing.sealed_field import associated
from shared.sealing.signing import is_signed, sign
from shared.secret import Secret
from shared.web.sealed_cookie import SealedCookie

NAME: Final = "__Host-lotse-staff"


class StaffCookie:
    """Opens what the desk issued. `desk_keys`: its public keys (shared/sealing/signing.py)."""

    def __init__(self, cookie_key: Secret, desk_keys: Secret) -> None:
        self._sealed = SealedCookie(NAME, cookie_key)
        self._desk_keys = desk_keys

    def open(self, cookies: Mapping[str, str]) -> str | None:
        """The text, or None for a cookie that is absent, changed, or not signed by the desk."""
        signature, _, text = (self._sealed.open(cookies) or "").partition(".")
        return text if is_signed(self._desk_keys(), _signed(text), signature) else None


class IssuedStaffCookie:
    """The cookie as only the desk issues it: whoever has `signing_key` can sign in anybody as anything."""

    def __init__(self, cookie_key: Secret, signing_key: Secret) -> None:
        self._sealed = SealedCookie(NAME, cookie_key)
        self._signing_key = signing_key

    def header(self, text: str) -> str:
        """The value of Set-Cookie; the cookie ends with the browser's session."""
        return self._sealed.header(f"{sign(self._signing_key(), _signed(text))}.{text}")

    def removal(self) -> str:
        return self._sealed.removal()


def _signed(text: str) -> bytes:
    """The bytes to be signed, bound to their use: a signature over anything else is no sign-in."""
    return associated(NAME, text)
