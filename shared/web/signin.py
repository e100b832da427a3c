"""Staff sign in at the desk by OpenID Connect: code and PKCE; from then on the sealed cookie speaks for them."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from shared.clock import Clock
from shared.clock import now as clock_now
from shared.errors import Malformed, NotFound, Unauthenticated
from shared.settings import Settings
from shared.web.authentication_request import AuthenticationRequests
from shared.web.oidc import Provider, refused
from shared.web.own_path import own_path
from shared.web.pages import Pages
from shared.web.session import Staff, staff_cookie, to_text

__all__ = ["Staff", "own_path", "router", "staff"]

ROLES: Final = ("supervisor", "counsellor", "operator", "analyst")
LONGEST_SUB: Final = 255
"""Characters of a subject identifier (OpenID Connect Core 1.0, section 2)."""

LONGEST_NAME: Final = 80


def staff(*roles: str) -> Callable[[Request], Staff]:
    """A dependency: who is signed in with one of these roles (any, if none is named)."""

    def check(request: Request) -> Staff:
        found: Staff | None = getattr(request.state, "staff", None)
        if found is None:
            raise Unauthenticated
        if roles and found.role not in roles:
            raise NotFound
        return found

    return check


SignOut = Callable[[Staff], Awaitable[None]]


def router(
    settings: Settings, pages: Pages, end: SignOut, provider: Provider | None = None, clock: Clock = clock_now
) -> APIRouter:
    """`end`: what must be true of a sign-in before its person is told that it is over."""
    assert settings.issuer is not None
    key = settings.secret("cookie_key")
    begun, signed_in = AuthenticationRequests(key), staff_cookie(key)
    oidc = provider or Provider(settings.issuer, settings.client_id, settings.staff_url + "/desk/anmelden/zurueck")
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk/anmelden")
    async def begin(request: Request, next: str = "/desk") -> Response:
        at = clock()
        asked = begun.begin(own_path(next), at)
        response = RedirectResponse(await oidc.address(asked.state, asked.nonce, asked.verifier), 303)
        for line in begun.headers(asked, request.cookies, at):
            response.headers.append("Set-Cookie", line)
        return response

    @routes.get("/desk/anmelden/zurueck")
    async def come_back(request: Request, code: Annotated[str, Query()] = "", state: str = "") -> Response:
        at = clock()
        asked = begun.find(request.cookies, state, at)
        if asked is None:
            raise Malformed(sentence="Diese Anmeldung ist abgelaufen. Bitte beginnen Sie noch einmal.")
        if not code:
            raise refused()
        who = from_claims(await oidc.claims(code, asked.verifier, asked.nonce), at)
        page = pages.render(request, "signed_in.html", next=who.home if asked.next == "/desk" else asked.next)
        page.headers.append("Set-Cookie", signed_in.header(to_text(who)))
        page.headers.append("Set-Cookie", begun.removal(asked))
        return page

    @routes.post("/desk/abmelden")
    async def sign_out(request: Request) -> Response:
        signed_in_as: Staff | None = getattr(request.state, "staff", None)
        if signed_in_as is not None:
            await end(signed_in_as)
        request.state.staff = None
        page = pages.render(request, "signed_out.html")
        page.headers.append("Set-Cookie", signed_in.removal())
        return page

    return routes


def from_claims(claims: dict[str, object], now: datetime) -> Staff:
    held = claims.get("roles")
    role = next((r for r in ROLES if isinstance(held, list) and r in held), None)
    if role is None:
        raise NotFound
    sub = str(claims["sub"])
    if len(sub) > LONGEST_SUB:
        raise refused()
    name = str(claims.get("name") or sub)[:LONGEST_NAME]
    return Staff(sub, name, role, secrets.token_urlsafe(16), began=now, seen=now)
