"""Remembers a sign-in between leaving for the identity provider and coming back, in a sealed cookie of its own.

Several tabs may sign in side by side, and the back button may return to an earlier sign-in: each finds its own cookie.
"""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shared.secret import Secret
from shared.web.oidc import new_verifier
from shared.web.sealed_cookie import SealedCookie

PREFIX: Final = "__Host-lotse-signin-"
NAMED_BY: Final = 12
"""Characters at the beginning of the state that are in the cookie's name."""

STATE: Final = re.compile(r"[A-Za-z0-9_-]{32}")
LASTS: Final = timedelta(minutes=15)
AT_MOST: Final = 8
"""Sign-ins remembered for one browser; a new one takes the place of the oldest."""


@dataclass(frozen=True)
class AuthenticationRequest:
    """`next`: the path of our own to which the person wanted to go; its length is limited, and so the cookie's."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    next: str
    at: float


class AuthenticationRequests:
    def __init__(self, key: Secret) -> None:
        self._key = key

    def begin(self, next_page: str, now: datetime) -> AuthenticationRequest:
        state, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        return AuthenticationRequest(state, nonce, new_verifier(), next_page, now.timestamp())

    def headers(self, begun: AuthenticationRequest, cookies: Mapping[str, str], now: datetime) -> list[str]:
        """The Set-Cookie lines that remember this sign-in, and drop those that are over or beyond AT_MOST."""
        known = {name: self._read(name, cookies) for name in cookies if name.startswith(PREFIX)}
        current = {name: request for name, request in known.items() if request and is_current(request, now)}
        newest = sorted(current, key=lambda name: current[name].at)[-(AT_MOST - 1) :]
        cookie = self._cookie(name_of(begun.state))
        return [
            cookie.header(json.dumps(asdict(begun)), lasts=LASTS),
            *(self._cookie(name).removal() for name in known if name not in newest),
        ]

    def find(self, cookies: Mapping[str, str], state: str, now: datetime) -> AuthenticationRequest | None:
        """The sign-in with this state, begun by this browser within LASTS; None for any other text."""
        if not STATE.fullmatch(state):
            return None
        found = self._read(name_of(state), cookies)
        if found is None or not is_current(found, now) or not secrets.compare_digest(found.state, state):
            return None
        return found

    def removal(self, begun: AuthenticationRequest) -> str:
        return self._cookie(name_of(begun.state)).removal()

    def _read(self, name: str, cookies: Mapping[str, str]) -> AuthenticationRequest | None:
        text = self._cookie(name).open(cookies)
        return AuthenticationRequest(**json.loads(text)) if text else None

    def _cookie(self, name: str) -> SealedCookie:
        return SealedCookie(name, self._key, "Lax")


def name_of(state: str) -> str:
    return PREFIX + state[:NAMED_BY]


def is_current(request: AuthenticationRequest, now: datetime) -> bool:
    return now.timestamp() - request.at < LASTS.total_seconds()
