"""Staff sign in at the desk by OpenID Connect (code and PKCE); after that the desk's cookie identifies them."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from shared.clock import Clock
from shared.clock import now as clock_now
from shared.errors import Malformed, NotFound, Unauthenticated
from shared.web.authentication_request import AuthenticationRequests
from shared.web.confirmation import Confirm
from shared.web.id_token import Identity, refused
from shared.web.oidc import Provider
from shared.web.own_path import own_path
from shared.web.pages import Pages
from shared.web.provider_sessions import ProviderSessions
from shared.web.session import Staff, to_text
from shared.web.staff_claims import name_of, role_of, sub_of
from shared.web.staff_cookie import IssuedStaffCookie

__all__ = ["SignIn", "Staff", "staff"]


def staff(*roles: str) -> Callable[[Request], Awaitable[Staff]]:
    """A dependency: the person signed in with one of these roles (any, if none is named), confirmed where that is due.

    Raises Unauthenticated without a sign-in, NotFound for another role, and what Confirm raises.
    """

    async def check(request: Request) -> Staff:
        held: Staff | None = getattr(request.state, "sign_in", None)
        if held is None:
            raise Unauthenticated
        confirm: Confirm = request.app.state.confirm
        request.state.sign_in = request.state.staff = found = await confirm(request, held)
        if roles and found.role not in roles:
            raise NotFound
        return found

    return check


class SignIn:
    """Authorization code with PKCE; state, nonce and verifier of each sign-in wait in a sealed cookie of its own."""

    def __init__(
        self,
        pages: Pages,
        provider: Provider,
        sessions: ProviderSessions,
        requests: AuthenticationRequests,
        cookie: IssuedStaffCookie,
        met: Callable[[Staff], Awaitable[None]],
        clock: Clock = clock_now,
    ) -> None:
        self._pages = pages
        self._provider = provider
        self._sessions = sessions
        self._requests = requests
        self._cookie = cookie
        self._met = met
        self._clock = clock

    def router(self) -> APIRouter:
        """The pages `/desk/anmelden` and `/desk/anmelden/zurueck`."""
        routes = APIRouter(include_in_schema=False)
        routes.add_api_route("/desk/anmelden", self.begin, methods=["GET"])
        routes.add_api_route("/desk/anmelden/zurueck", self.come_back, methods=["GET"])
        return routes

    async def begin(self, request: Request, next: str = "/desk") -> Response:
        at = self._clock()
        begun = self._requests.begin(own_path(next), at)
        response = RedirectResponse(await self._provider.address(begun.state, begun.nonce, begun.verifier), 303)
        for line in self._requests.headers(begun, request.cookies, at):
            response.headers.append("Set-Cookie", line)
        return response

    async def come_back(self, request: Request, code: Annotated[str, Query()] = "", state: str = "") -> Response:
        """Completes a sign-in. Raises Malformed for an answer that this browser did not ask for, or too long ago."""
        at = self._clock()
        begun = self._requests.find(request.cookies, state, at)
        if begun is None:
            raise Malformed(sentence="Diese Anmeldung ist abgelaufen. Bitte beginnen Sie noch einmal.")
        if not code:
            raise refused()
        said = await self._provider.exchange(code, begun.verifier, begun.nonce)
        who = from_claims(said, at)
        await self._sessions.begin(who, said)
        await self._met(who)
        wanted = who.home if begun.next == "/desk" else begun.next
        page = self._pages.render(request, "signed_in.html", next=wanted)
        page.headers.append("Set-Cookie", self._cookie.header(to_text(who)))
        page.headers.append("Set-Cookie", self._requests.removal(begun))
        return page


def from_claims(said: Identity, now: datetime) -> Staff:
    """Raises NotFound for a person without a role, Malformed for a subject that is no identifier."""
    sub, name, role = sub_of(said.claims), name_of(said.claims), role_of(said.claims)
    return Staff(sub, name, role, secrets.token_urlsafe(16), began=now, seen=now)
