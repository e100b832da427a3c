"""Checks the OpenID provider's tokens: signature, issuer, audience, time, and the purpose of each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.errors import Malformed

ALGORITHMS: Final = ["RS256", "ES256", "PS256"]
LEEWAY: Final = 30
"""Seconds by which the provider's clock may differ."""

SIGNED_OUT: Final = "http://schemas.openid.net/event/backchannel-logout"
TRIED: Final = "Diese Anmeldung wurde nicht angenommen. Bitte beginnen Sie noch einmal."


@dataclass(frozen=True)
class Identity:
    """Claims of one sign-in, the ID token that has them, and the refresh token for asking again, if there is one."""

    claims: Mapping[str, Any]
    id_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)

    @property
    def session(self) -> str | None:
        """The id of the provider's own session, which the provider names when the session ends; None without one."""
        found = self.claims.get("sid")
        return found if isinstance(found, str) else None


@dataclass(frozen=True)
class SecondFactor:
    """The claim by which a token shows that a second factor was used: `acr` or `amr` has one of `values`."""

    claim: str
    values: tuple[str, ...]

    @classmethod
    def from_text(cls, text: str) -> "SecondFactor":
        """Reads LOTSE_SECOND_FACTOR: `acr=2`, `amr=otp hwk`. Raises ValueError for any other claim, or no value."""
        claim, _, values = text.partition("=")
        if claim not in ("acr", "amr") or not values.split():
            raise ValueError("a second factor is acr=… or amr=…")
        return cls(claim, tuple(values.split()))

    @property
    def asked(self) -> dict[str, str]:
        """Parameters that ask the provider for the second factor; none for `amr`."""
        return {"acr_values": " ".join(self.values)} if self.claim == "acr" else {}

    def is_shown(self, claims: Mapping[str, Any]) -> bool:
        found = claims.get(self.claim)
        return bool({*self.values} & {*(found if isinstance(found, list) else [found])})


def identity(
    tokens: Mapping[str, Any], keys: KeySet, issuer: str, client_id: str, *, nonce: str | None = None
) -> Identity:
    """Checks the ID token among `tokens`. Raises Malformed for a bad one.

    `nonce`: of the sign-in that is answered, or None when the provider was asked again.
    """
    rules: dict[str, Any] = {"exp": {}, "sub": {}}
    if nonce is not None:
        rules["nonce"] = {"value": nonce}
    id_token = str(tokens.get("id_token"))
    claims = _checked(id_token, keys, issuer, client_id, rules)
    return Identity(claims, id_token, tokens.get("refresh_token"))


def refuse_unless_signed_out(logout_token: str, keys: KeySet, issuer: str, client_id: str) -> None:
    """Raises Malformed for anything but a logout token for us (OpenID Connect Back-Channel Logout 1.0)."""
    claims = _checked(logout_token, keys, issuer, client_id, {"iat": {}, "exp": {}, "sid": {}})
    events = claims.get("events")
    if not isinstance(events, dict) or SIGNED_OUT not in events or "nonce" in claims:
        raise refused()


def claimed_session(logout_token: str) -> str:
    """The session that a logout token names, whoever wrote it: nothing is checked. Raises Malformed for no token."""
    try:
        return str(json.loads(jws.extract_compact(logout_token.encode()).payload)["sid"])
    except (JoseError, ValueError, KeyError, TypeError):
        raise refused() from None


def _checked(token: str, keys: KeySet, issuer: str, client_id: str, rules: Mapping[str, Any]) -> dict[str, Any]:
    ours: dict[str, Any] = {"iss": {"value": issuer}, "aud": {"value": client_id}, **rules}
    essential = {name: {"essential": True} | rule for name, rule in ours.items()}
    try:
        found = jwt.decode(token, keys, ALGORITHMS)
        jwt.JWTClaimsRegistry(leeway=LEEWAY, **essential).validate(found.claims)
    except (JoseError, ValueError, KeyError):
        raise refused() from None
    return found.claims


def refused(sentence: str = TRIED) -> Malformed:
    return Malformed(sentence=sentence)
