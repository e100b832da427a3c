"""Staff sign in at the desk by OpenID Connect (code and PKCE); after that the sealed cookie identifies them."""

import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from shared.clock import Clock
from shared.clock import now as clock_now
from shared.errors import Malformed, NotFound, Unauthenticated
from shared.secret import Secret
from shared.settings import Settings
from shared.web.oidc import Provider, new_verifier
from shared.web.pages import Pages
from shared.web.sealed_cookie import SealedCookie
from shared.web.session import Staff, staff_cookie, to_text

__all__ = ["Staff", "router", "staff"]

ROLES: Final = ("supervisor", "counsellor", "operator", "analyst")
PATIENCE: Final = timedelta(minutes=10)


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
    """Authorization code with PKCE; state, nonce and verifier wait in a sealed cookie of their own."""

    def __init__(self, cookie_key: Secret, pages: Pages, end: SignOut, oidc: Provider, clock: Clock) -> None:
        self._begun = SealedCookie("__Host-lotse-signin", cookie_key, "Lax")
        self._signed_in = staff_cookie(cookie_key)
        self._pages = pages
        self._end = end
        self._oidc = oidc
        self._clock = clock

    async def begin(self, next: str = "/desk") -> Response:
        state, nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(24), new_verifier()
        there = await self._oidc.address(state, nonce, verifier)
        at = self._clock().timestamp()
        memory = {"state": state, "nonce": nonce, "verifier": verifier, "next": own_path(next), "at": at}
        return RedirectResponse(there, 303, {"Set-Cookie": self._begun.header(json.dumps(memory))})

    async def come_back(self, request: Request, code: Annotated[str, Query()] = "", state: str = "") -> Response:
        """Raises Malformed for an answer that this browser did not ask for, or asked for too long ago."""
        at = self._clock()
        memory = json.loads(self._begun.open(request.cookies) or "{}")
        if not is_expected(memory, state, at):
            raise Malformed(sentence="Diese Anmeldung ist abgelaufen. Bitte beginnen Sie noch einmal.")
        who = from_claims(await self._oidc.claims(code, memory["verifier"], memory["nonce"]), at)
        wanted = memory["next"]
        page = self._pages.render(request, "signed_in.html", next=who.home if wanted == "/desk" else wanted)
        page.headers.append("Set-Cookie", self._signed_in.header(to_text(who)))
        page.headers.append("Set-Cookie", self._begun.removal())
        return page

    async def sign_out(self, request: Request) -> Response:
        signed_in_as: Staff | None = getattr(request.state, "staff", None)
        if signed_in_as is not None:
            await self._end(signed_in_as)
        request.state.staff = None
        page = self._pages.render(request, "signed_out.html")
        page.headers.append("Set-Cookie", self._signed_in.removal())
        return page


def own_path(path: str) -> str:
    """Where to go after sign-in; never to another host."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/desk"


def is_expected(memory: dict[str, str | float], state: str, now: datetime) -> bool:
    if not memory or now.timestamp() - float(memory["at"]) > PATIENCE.total_seconds():
        return False
    return secrets.compare_digest(str(memory["state"]), state)


def from_claims(claims: dict[str, object], now: datetime) -> Staff:
    held = claims.get("roles")
    role = next((r for r in ROLES if isinstance(held, list) and r in held), None)
    if role is None:
        raise NotFound
    name = str(claims.get("name") or claims["sub"])
    return Staff(str(claims["sub"]), name, role, secrets.token_urlsafe(16), began=now, seen=now)
