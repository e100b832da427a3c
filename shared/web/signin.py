"""Staff sign in at the desk by OpenID Connect (code and PKCE); after that the sealed cookie identifies them."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from shared.clock import Clock
from shared.clock import now as clock_now
from shared.errors import Malformed, NotFound, Unauthenticated
from shared.secret import Secret
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
    """A dependency: who is signed in with one of these roles (any, if none is named).

    Raises Unauthenticated without a sign-in, NotFound for another role.
    """

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
    """The pages `/desk/anmelden` and `/desk/abmelden`.

    `end` must have ended the sign-in at every service when it returns: only then the person is told that it is over.
    """
    assert settings.issuer is not None
    oidc = provider or Provider(settings.issuer, settings.client_id, settings.staff_url + "/desk/anmelden/zurueck")
    sign_in = SignIn(settings.secret("cookie_key"), pages, end, oidc, clock)
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/desk/anmelden", sign_in.begin, methods=["GET"])
    routes.add_api_route("/desk/anmelden/zurueck", sign_in.come_back, methods=["GET"])
    routes.add_api_route("/desk/abmelden", sign_in.sign_out, methods=["POST"])
    return routes


class SignIn:
    """Authorization code with PKCE; state, nonce and verifier of each sign-in wait in a sealed cookie of its own."""

    def __init__(self, cookie_key: Secret, pages: Pages, end: SignOut, oidc: Provider, clock: Clock) -> None:
        self._requests = AuthenticationRequests(cookie_key)
        self._signed_in = staff_cookie(cookie_key)
        self._pages = pages
        self._end = end
        self._oidc = oidc
        self._clock = clock

    async def begin(self, request: Request, next: str = "/desk") -> Response:
        at = self._clock()
        begun = self._requests.begin(own_path(next), at)
        response = RedirectResponse(await self._oidc.address(begun.state, begun.nonce, begun.verifier), 303)
        for line in self._requests.headers(begun, request.cookies, at):
            response.headers.append("Set-Cookie", line)
        return response

    async def come_back(self, request: Request, code: Annotated[str, Query()] = "", state: str = "") -> Response:
        """Raises Malformed for an answer that this browser did not ask for, or asked for too long ago."""
        at = self._clock()
        begun = self._requests.find(request.cookies, state, at)
        if begun is None:
            raise Malformed(sentence="Diese Anmeldung ist abgelaufen. Bitte beginnen Sie noch einmal.")
        if not code:
            raise refused()
        who = from_claims(await self._oidc.claims(code, begun.verifier, begun.nonce), at)
        wanted = who.home if begun.next == "/desk" else begun.next
        page = self._pages.render(request, "signed_in.html", next=wanted)
        page.headers.append("Set-Cookie", self._signed_in.header(to_text(who)))
        page.headers.append("Set-Cookie", self._requests.removal(begun))
        return page

    async def sign_out(self, request: Request) -> Response:
        signed_in_as: Staff | None = getattr(request.state, "staff", None)
        if signed_in_as is not None:
            await self._end(signed_in_as)
        request.state.staff = None
        page = self._pages.render(request, "signed_out.html")
        page.headers.append("Set-Cookie", self._signed_in.removal())
        return page


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
