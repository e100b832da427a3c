"""Keeps a form that came when its person's sign-in was over, or its case no longer open to them, and shows it again.

The store has the form sealed under a key that only the browser's cookie has, bound to the person who was signed in:
somebody who signs in as another person, or has a copy of the store, reads nothing. Only for a person who was signed in
is anything kept.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qsl

from shared.clock import Clock, now
from shared.sealing.keys import CannotOpen, decode, encode
from shared.sealing.sealed_field import associated, decrypt, encrypt
from shared.store import Index, Store

ROWS: Final = "interrupted_forms"
INDEXES: Final[Mapping[str, tuple[Index, ...]]] = {ROWS: (Index(("until",), expires=0),)}
LASTS: Final = timedelta(minutes=15)
AT_MOST: Final = 6
"""Forms remembered by one browser; a new one takes the place of any other."""

PREFIX: Final = "__Host-lotse-form-"
ATTRIBUTES: Final = "Path=/; Secure; HttpOnly; SameSite=Strict"


@dataclass(frozen=True)
class RawForm:
    """A form as a browser sends it to `path`: `body` is application/x-www-form-urlencoded."""

    path: str
    body: bytes = field(repr=False)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Names and values in their order, a line break as LF; bytes that are no UTF-8 are replaced, as in any form."""
        text = self.body.decode("latin-1").replace("%0D%0A", "%0A")
        return parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="replace")


@dataclass(frozen=True)
class Reference:
    """The way back to a kept form: `address` is a page of the service that kept it, `cookies` the Set-Cookie lines."""

    address: str
    cookies: list[str]


class InterruptedForms:
    def __init__(self, store: Store, clock: Clock = now) -> None:
        self._rows = store[ROWS]
        self._clock = clock

    async def keep(self, form: RawForm, sub: str, at: str, cookies: Mapping[str, str]) -> Reference:
        """Keeps the form for LASTS. `at`: a path of the service that keeps it.

        Other forms that the browser remembers stay, up to AT_MOST. Raises one of AWAY.
        """
        reference, key = secrets.token_urlsafe(12), secrets.token_bytes(32)
        text = json.dumps([form.path, form.body.decode("latin-1")])
        box = encrypt(key, text.encode(), _place(reference, sub))
        await self._rows.insert_one({"_id": _id(reference), "box": box, "until": self._clock() + LASTS})
        surplus = [name for name in cookies if name.startswith(PREFIX)][AT_MOST - 1 :]
        remembered = f"{PREFIX}{reference}={encode(key)}; {ATTRIBUTES}; Max-Age={int(LASTS.total_seconds())}"
        dropped = [f"{name}=; {ATTRIBUTES}; Max-Age=0" for name in surplus]
        return Reference(address_of(at, reference), [remembered, *dropped])

    async def find(self, reference: str, sub: str, cookies: Mapping[str, str]) -> RawForm | None:
        """Returns the form; None for one that is over, another browser's or another person's."""
        row = await self._rows.find_one({"_id": _id(reference)})
        if row is None or row["until"] <= self._clock():
            return None
        try:
            key = decode(cookies.get(PREFIX + reference, ""))
            path, body = json.loads(decrypt(key, row["box"], _place(reference, sub)))
        except (ValueError, CannotOpen):
            return None
        return RawForm(path, body.encode("latin-1"))


def address_of(path: str, reference: str) -> str:
    """The page that shows the form again; by the path's first part the front door leads to the same service."""
    area = path.split("/")[1]
    return f"/{area}/fortsetzen/{reference}"


def _id(reference: str) -> str:
    return hashlib.sha256(reference.encode()).hexdigest()


def _place(reference: str, sub: str) -> bytes:
    return associated("interrupted-form", reference, sub)
