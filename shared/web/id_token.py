"""What the OpenID provider says in its tokens, checked: signature, issuer, audience, time, and what each is for."""

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
    """Claims of one sign-in, the token that said them, and the one to ask again with, where there is one."""

    claims: Mapping[str, Any]
    id_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)

    @property
    def session(self) -> str | None:
        """The provider's own session, which it names when it ends."""
        found = self.claims.get("sid")
        return found if isinstance(found, str) else None


@dataclass(frozen=True)
class SecondFactor:
    """How a token shows that a second factor was used: one of `values` in its claim `acr` or `amr`."""

    claim: str
    values: tuple[str, ...]

    @classmethod
    def from_text(cls, text: str) -> "SecondFactor":
        """As in LOTSE_SECOND_FACTOR: `acr=2`, `amr=otp hwk`. Raises ValueError for any other claim, or no value."""
        claim, _, values = text.partition("=")
        if claim not in ("acr", "amr") or not values.split():
            raise ValueError("a second factor is acr=… or amr=…")
        return cls(claim, tuple(values.split()))

    @property
    def asked(self) -> dict[str, str]:
        """What the provider is asked for."""
        return {"acr_values": " ".join(self.values)} if self.claim == "acr" else {}

    def is_shown(self, claims: Mapping[str, Any]) -> bool:
        found = claims.get(self.claim)
        return bool({*self.values} & {*(found if isinstance(found, list) else [found])})


def identity(
    tokens: Mapping[str, Any], keys: KeySet, issuer: str, client_id: str, *, nonce: str | None = None
) -> Identity:
    """`nonce`: of the sign-in that is answered; None when asked again. Raises Malformed."""
    rules: dict[str, Any] = {"exp": {}, "sub": {}}
    if nonce is not None:
        rules["nonce"] = {"value": nonce}
    id_token = str(tokens.get("id_token"))
    claims = _checked(id_token, keys, issuer, client_id, rules)
    return Identity(claims, id_token, tokens.get("refresh_token"))


def refuse_unless_signed_out(logout_token: str, keys: KeySet, issuer: str, client_id: str) -> None:
    """Raises Malformed for what is no logout token for us (OpenID Connect Back-Channel Logout 1.0)."""
    claims = _checked(logout_token, keys, issuer, client_id, {"iat": {}, "exp": {}, "sid": {}})
    events = claims.get("events")
    if not isinstance(events, dict) or SIGNED_OUT not in events or "nonce" in claims:
        raise refused()


def claimed_session(logout_token: str) -> str:
    """The session that a logout token names, whoever wrote it. Raises Malformed for no token."""
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
