"""An OpenID provider for local runs: choose one of four marked people; code and PKCE as a real one has them."""

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
class Promise:
    person: Person
    nonce: str
    challenge: str
    until: float


def build(issuer: str, client_id: str, redirect_uri: str) -> FastAPI:
    app = FastAPI(openapi_url=None)
    key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(8)})
    promises: dict[str, Promise] = {}

    @app.get("/.well-known/openid-configuration")
    def discovery() -> dict[str, Any]:
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    @app.get("/jwks")
    def jwks() -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False)]}

    @app.get("/authorize")
    def choose(
        client: Annotated[str, Query(alias="client_id")],
        redirect: Annotated[str, Query(alias="redirect_uri")],
        state: str,
        nonce: str,
        code_challenge: Annotated[str, Query(min_length=43, max_length=43)],
        code_challenge_method: str,
    ) -> HTMLResponse:
        if (client, redirect, code_challenge_method) != (client_id, redirect_uri, "S256"):
            raise HTTPException(400)

        def choice(person: Person) -> str:
            code = secrets.token_urlsafe(24)
            promises[code] = Promise(person, nonce, code_challenge, time.monotonic() + CODE_LIVES)
            address = html.escape(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}")
            return f'<li><a href="{address}">{person.name}: {person.role}</a></li>'

        return HTMLResponse(PAGE.format("".join(map(choice, PEOPLE))))

    @app.post("/token")
    def token(code: Annotated[str, Form()], code_verifier: Annotated[str, Form()]) -> dict[str, Any]:
        promise = promises.pop(code, None)
        if promise is None or time.monotonic() > promise.until or not proves(code_verifier, promise.challenge):
            raise HTTPException(400, "invalid_grant")
        now = int(time.time())
        claims = {
            "iss": issuer,
            "aud": client_id,
            "sub": promise.person.user,
            "name": promise.person.name,
            "roles": [promise.person.role],
            "nonce": promise.nonce,
            "iat": now,
            "exp": now + TOKEN_LIVES,
        }
        return {
            "token_type": "Bearer",
            "access_token": secrets.token_urlsafe(16),
            "expires_in": TOKEN_LIVES,
            "id_token": jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key),
        }

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
