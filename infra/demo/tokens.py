"""The tokens that the demo's OpenID provider signs."""

import base64
import hashlib
import secrets
import time
from functools import cached_property
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from infra.demo.sessions import Session

TOKEN_LIVES: Final = 300
SIGNED_OUT: Final = "http://schemas.openid.net/event/backchannel-logout"


def a_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(8)})


class Tokens:
    def __init__(self, issuer: str, client_id: str) -> None:
        self._issuer = issuer
        self._client_id = client_id

    @cached_property
    def key(self) -> RSAKey:
        return a_key()

    def keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def of(self, session: Session, refresh_token: str, nonce: str | None) -> dict[str, Any]:
        claims = {
            "sub": session.person.user,
            "name": session.person.name,
            "roles": session.roles,
            "sid": session.id,
            "acr": session.acr,
        }
        return {
            "token_type": "Bearer",
            "access_token": secrets.token_urlsafe(16),
            "refresh_token": refresh_token,
            "expires_in": TOKEN_LIVES,
            "id_token": self._signed(claims | ({"nonce": nonce} if nonce else {})),
        }

    def signed_out(self, session: Session) -> str:
        """Returns a logout token (OpenID Connect Back-Channel Logout 1.0)."""
        return self._signed({"sid": session.id, "jti": secrets.token_urlsafe(16), "events": {SIGNED_OUT: {}}})

    def session_of(self, id_token: str) -> str:
        """Returns the session of an id token that this provider signed, however old; empty for any other text."""
        try:
            return str(jwt.decode(id_token, self.key, ["RS256"]).claims.get("sid", ""))
        except (JoseError, ValueError):
            return ""

    def _signed(self, claims: dict[str, Any]) -> str:
        now = int(time.time())
        ours = {"iss": self._issuer, "aud": self._client_id, "iat": now, "exp": now + TOKEN_LIVES}
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, ours | claims, self.key)


def proves(verifier: str, challenge: str) -> bool:
    hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return secrets.compare_digest(hashed, challenge)
