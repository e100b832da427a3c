"""Staff sign in at the desk by OpenID Connect: code and PKCE; from then on the sealed cookie speaks for them."""

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
from shared.settings import Settings
from shared.web.oidc import Provider, new_verifier
from shared.web.pages import Pages
from shared.web.sealed_cookie import SealedCookie
from shared.web.session import Staff, staff_cookie, to_text

__all__ = ["Staff", "router", "staff"]

ROLES: Final = ("supervisor", "counsellor", "operator", "analyst")
PATIENCE: Final = timedelta(minutes=10)


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
    begun, signed_in = SealedCookie("__Host-lotse-signin", key, "Lax"), staff_cookie(key)
    oidc = provider or Provider(settings.issuer, settings.client_id, settings.staff_url + "/desk/anmelden/zurueck")
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk/anmelden")
    async def begin(next: str = "/desk") -> Response:
        state, nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(24), new_verifier()
        there = await oidc.address(state, nonce, verifier)
        at = clock().timestamp()
        memory = {"state": state, "nonce": nonce, "verifier": verifier, "next": own_path(next), "at": at}
        return RedirectResponse(there, 303, {"Set-Cookie": begun.header(json.dumps(memory))})

    @routes.get("/desk/anmelden/zurueck")
    async def come_back(request: Request, code: Annotated[str, Query()] = "", state: str = "") -> Response:
        at = clock()
        memory = json.loads(begun.open(request.cookies) or "{}")
        if not is_expected(memory, state, at):
            raise Malformed(sentence="Diese Anmeldung ist abgelaufen. Bitte beginnen Sie noch einmal.")
        claims = await oidc.claims(code, memory["verifier"], memory["nonce"])
        who = from_claims(claims, at)
        wanted = memory["next"]
        page = pages.render(request, "signed_in.html", next=who.home if wanted == "/desk" else wanted)
        page.headers.append("Set-Cookie", signed_in.header(to_text(who)))
        page.headers.append("Set-Cookie", begun.removal())
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
