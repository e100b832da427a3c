"""The OpenID provider, as far as sign-in needs it: discovery, authorization address, code exchange, checked claims."""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import urlencode

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.errors import Malformed, Unavailable

ALGORITHMS = ["RS256", "ES256", "PS256"]


class Provider:
    def __init__(
        self, issuer: str, client_id: str, redirect_uri: str, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self.issuer = issuer
        self.client_id = client_id
        self.redirect_uri = redirect_uri
        self.transport = transport

    async def address(self, state: str, nonce: str, verifier: str) -> str:
        """Where the browser is sent to sign in."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }
        found = await self._ask("GET", self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        return f"{found['authorization_endpoint']}?{urlencode(query)}"

    async def claims(self, code: str, verifier: str, nonce: str) -> dict[str, Any]:
        """The identity that this code stands for, with signature, issuer, audience, time and nonce checked."""
        found = await self._ask("GET", self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "client_id": self.client_id,
            "code_verifier": verifier,
        }
        tokens = await self._ask("POST", found["token_endpoint"], form)
        keys = KeySet.import_key_set(await self._ask("GET", found["jwks_uri"]))
        rules = jwt.JWTClaimsRegistry(
            leeway=30,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            token = jwt.decode(tokens["id_token"], keys, ALGORITHMS)
            rules.validate(token.claims)
        except (JoseError, ValueError, KeyError):
            raise refused() from None
        return token.claims

    async def _ask(self, method: str, address: str, form: dict[str, str] | None = None) -> Any:
        async with httpx2.AsyncClient(timeout=5, transport=self.transport) as http:
            try:
                response = await http.request(method, address, data=form)
            except httpx2.TransportError:
                raise away() from None
        if response.status_code >= 500:
            raise away()
        if response.status_code != 200:
            raise refused()
        return response.json()


def new_verifier() -> str:
    return secrets.token_urlsafe(48)


def challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def refused() -> Malformed:
    return Malformed(sentence="Diese Anmeldung wurde nicht angenommen. Bitte beginnen Sie noch einmal.")


def away() -> Unavailable:
    return Unavailable(
        "service-away", "Der Anmeldedienst antwortet gerade nicht. Bitte versuchen Sie es gleich wieder."
    )
