"""An OpenID provider for local runs with four marked people; its sessions, codes and tokens are those of a real one."""

import html
import logging
import sys
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode, urlsplit

import httpx2
import uvicorn
from fastapi import Cookie, FastAPI, Form, HTTPException, Query
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from infra.demo.people import PEOPLE
from infra.demo.sessions import SESSION_LIVES, Asked, Session, Sessions
from infra.demo.tokens import Tokens, proves

log = logging.getLogger(__name__)

COOKIE: Final = "lotse-demo-anmeldung"
PAGE: Final = '<!doctype html><html lang="de"><title>Anmeldung (Demo)</title><h1>Anmeldung (Demo)</h1>{}</html>'
SignedIn = Annotated[str, Cookie(alias=COOKIE)]


@dataclass(frozen=True)
class Client:
    """The one client that is served. `back`, `left`, `told`: where codes, signed-out browsers and logout tokens go."""

    id: str
    back: str
    left: str
    told: str


class Provider:
    def __init__(self, issuer: str, client: Client, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._issuer = issuer
        self._client = client
        self._transport = transport
        self.sessions = Sessions()
        self.tokens = Tokens(issuer, client.id)

    def app(self) -> FastAPI:
        app = FastAPI(openapi_url=None)
        app.add_api_route("/.well-known/openid-configuration", self.discovery, methods=["GET"])
        app.add_api_route("/jwks", self.tokens.keys, methods=["GET"])
        app.add_api_route("/authorize", self.authorize, methods=["GET"])
        app.add_api_route("/enter", self.enter, methods=["GET"])
        app.add_api_route("/token", self.token, methods=["POST"])
        app.add_api_route("/end-session", self.end_session, methods=["GET"])
        return app

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self._issuer,
            "authorization_endpoint": f"{self._issuer}/authorize",
            "token_endpoint": f"{self._issuer}/token",
            "end_session_endpoint": f"{self._issuer}/end-session",
            "jwks_uri": f"{self._issuer}/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
        }

    def authorize(
        self,
        client: Annotated[str, Query(alias="client_id")],
        redirect: Annotated[str, Query(alias="redirect_uri")],
        state: str,
        nonce: str,
        code_challenge: Annotated[str, Query(min_length=43, max_length=43)],
        code_challenge_method: str,
        signed_in: SignedIn = "",
    ) -> Response:
        """Sends a signed-in browser back at once; shows any other a page with one link for each person."""
        if (client, redirect, code_challenge_method) != (self._client.id, self._client.back, "S256"):
            raise HTTPException(400)
        asked = Asked(state, nonce, code_challenge)
        if session := self.sessions.open(signed_in):
            return self._back(session, asked)
        links = [
            f'<li><a href="{html.escape(f"/enter?ticket={self.sessions.ticket(person, asked)}")}">'
            f"{person.name}: {person.role}</a></li>"
            for person in PEOPLE
        ]
        return HTMLResponse(PAGE.format(f"<ul>{''.join(links)}</ul>"))

    def enter(self, ticket: str) -> Response:
        """Signs the browser in as the person of the ticket; a ticket works once."""
        began = self.sessions.begin(ticket)
        if began is None:
            raise HTTPException(400)
        session, asked = began
        answer = self._back(session, asked)
        answer.set_cookie(COOKIE, session.id, max_age=SESSION_LIVES, httponly=True, samesite="lax")
        return answer

    def token(
        self,
        grant_type: Annotated[str, Form()],
        code: Annotated[str, Form()] = "",
        code_verifier: Annotated[str, Form()] = "",
        refresh_token: Annotated[str, Form()] = "",
    ) -> Response:
        session, nonce = None, None
        if grant_type == "authorization_code" and (grant := self.sessions.exchange(code)):
            nonce = grant.asked.nonce
            session = self.sessions.open(grant.session) if proves(code_verifier, grant.asked.challenge) else None
        elif grant_type == "refresh_token":
            session = self.sessions.renew(refresh_token)
        if session is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(self.tokens.of(session, self.sessions.refresh(session), nonce))

    async def end_session(
        self,
        post_logout_redirect_uri: str = "",
        state: str = "",
        id_token_hint: str = "",
        signed_in: SignedIn = "",
    ) -> Response:
        """Ends the browser's session and the token's, tells the client, and sends the browser back to it."""
        for session in {signed_in, self.tokens.session_of(id_token_hint)}:
            await self.end(session)
        leads_back = post_logout_redirect_uri == self._client.left
        there = f"{post_logout_redirect_uri}?{urlencode({'state': state})}"
        answer = RedirectResponse(there, 303) if leads_back else HTMLResponse(PAGE.format("<p>Abgemeldet.</p>"))
        answer.delete_cookie(COOKIE)
        return answer

    async def end(self, session: str) -> None:
        ended = self.sessions.end(session)
        if ended is None:
            return
        async with httpx2.AsyncClient(timeout=5, transport=self._transport) as http:
            try:
                told = await http.post(self._client.told, data={"logout_token": self.tokens.signed_out(ended)})
            except httpx2.TransportError:
                log.warning("the client could not be told of a sign-out")
            else:
                log.info("the client was told of a sign-out, and answered %s", told.status_code)

    def _back(self, session: Session, asked: Asked) -> RedirectResponse:
        code = self.sessions.code(session, asked)
        return RedirectResponse(f"{self._client.back}?{urlencode({'code': code, 'state': asked.state})}", 303)


def desk_of(client_id: str, staff: str) -> Client:
    """Returns the desk at this origin as the client that is registered."""
    back, left = f"{staff}/desk/anmelden/zurueck", f"{staff}/desk/abgemeldet"
    return Client(client_id, back, left, told=f"{staff}/api/intake/backchannel-logout")


def main(issuer: str, client_id: str, staff: str) -> None:
    place, app = urlsplit(issuer), Provider(issuer, desk_of(client_id, staff)).app()
    uvicorn.run(app, host=place.hostname or "", port=place.port or 80, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:4])
