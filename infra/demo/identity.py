"""An OpenID provider for local runs with four marked people; authorization code and PKCE as a real one has them."""

import base64
import hashlib
import html
import secrets
import sys
import time
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

import uvicorn
from fastapi import FastAPI, Form, HTTPException, Query
from fastapi.responses import HTMLResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

from infra.demo.people import PEOPLE, Person

CODE_LIVES, TOKEN_LIVES = 120, 300
PAGE = '<!doctype html><html lang="de"><title>Anmeldung (Demo)</title><h1>Anmeldung (Demo)</h1><ul>{}</ul></html>'


@dataclass(frozen=True)
class Grant:
    """What one authorization code stands for until it is exchanged or too old."""

    person: Person
    nonce: str
    challenge: str
    until: float


class Provider:
    """Accepts one client with one redirect address; every code can be exchanged once."""

    def __init__(self, issuer: str, client_id: str, redirect_uri: str) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._redirect_uri = redirect_uri
        self._key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(8)})
        self._grants: dict[str, Grant] = {}

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self._issuer,
            "authorization_endpoint": f"{self._issuer}/authorize",
            "token_endpoint": f"{self._issuer}/token",
            "jwks_uri": f"{self._issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def jwks(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def authorize(
        self,
        client: Annotated[str, Query(alias="client_id")],
        redirect: Annotated[str, Query(alias="redirect_uri")],
        state: str,
        nonce: str,
        code_challenge: Annotated[str, Query(min_length=43, max_length=43)],
        code_challenge_method: str,
    ) -> HTMLResponse:
        """A page with one link a person; who follows it is signed in as that one."""
        if (client, redirect, code_challenge_method) != (self._client_id, self._redirect_uri, "S256"):
            raise HTTPException(400)
        links = [self._link(person, state, nonce, code_challenge) for person in PEOPLE]
        return HTMLResponse(PAGE.format("".join(links)))

    def token(self, code: Annotated[str, Form()], code_verifier: Annotated[str, Form()]) -> dict[str, Any]:
        grant = self._grants.pop(code, None)
        if grant is None or time.monotonic() > grant.until or not proves(code_verifier, grant.challenge):
            raise HTTPException(400, "invalid_grant")
        return {
            "token_type": "Bearer",
            "access_token": secrets.token_urlsafe(16),
            "expires_in": TOKEN_LIVES,
            "id_token": jwt.encode({"alg": "RS256", "kid": self._key.kid}, self._claims(grant), self._key),
        }

    def _link(self, person: Person, state: str, nonce: str, challenge: str) -> str:
        code = secrets.token_urlsafe(24)
        self._grants[code] = Grant(person, nonce, challenge, time.monotonic() + CODE_LIVES)
        address = html.escape(f"{self._redirect_uri}?{urlencode({'code': code, 'state': state})}")
        return f'<li><a href="{address}">{person.name}: {person.role}</a></li>'

    def _claims(self, grant: Grant) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self._issuer,
            "aud": self._client_id,
            "sub": grant.person.user,
            "name": grant.person.name,
            "roles": [grant.person.role],
            "nonce": grant.nonce,
            "iat": now,
            "exp": now + TOKEN_LIVES,
        }


def build(issuer: str, client_id: str, redirect_uri: str) -> FastAPI:
    provider, app = Provider(issuer, client_id, redirect_uri), FastAPI(openapi_url=None)
    app.add_api_route("/.well-known/openid-configuration", provider.discovery, methods=["GET"])
    app.add_api_route("/jwks", provider.jwks, methods=["GET"])
    app.add_api_route("/authorize", provider.authorize, methods=["GET"])
    app.add_api_route("/token", provider.token, methods=["POST"])
    return app


def proves(verifier: str, challenge: str) -> bool:
    hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return secrets.compare_digest(hashed, challenge)


def main(issuer: str, client_id: str, redirect_uri: str) -> None:
    place = urlsplit(issuer)
    app = build(issuer, client_id, redirect_uri)
    uvicorn.run(app, host=place.hostname or "", port=place.port or 80, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:4])
