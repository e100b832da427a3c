"""Staff sign out at the desk and, with it, at the OpenID provider; a sign-out there ends the sign-in here, too."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from shared.errors import Unavailable
from shared.secret import Secret
from shared.web.forms import Form, Receiving, Sent
from shared.web.id_token import claimed_session
from shared.web.oidc import Provider
from shared.web.pages import Pages
from shared.web.provider_sessions import ProviderSessions
from shared.web.sealed_cookie import SealedCookie
from shared.web.session import Staff
from shared.web.staff_cookie import IssuedStaffCookie

LEFT: Final = "/desk/abgemeldet"
BY_THE_PROVIDER: Final = "/api/intake/backchannel-logout"
LASTS: Final = timedelta(minutes=15)


class SignOut:
    """`end` must have ended a sign-in at every service when it returns: only then is anybody told that it is over."""

    def __init__(
        self,
        pages: Pages,
        provider: Provider,
        sessions: ProviderSessions,
        cookie: IssuedStaffCookie,
        cookie_key: Secret,
        end: Callable[[str], Awaitable[None]],
    ) -> None:
        self._pages = pages
        self._provider = provider
        self._sessions = sessions
        self._cookie = cookie
        self._leaving = SealedCookie("__Host-lotse-signout", cookie_key, "Lax")
        self._end = end

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.add_api_route("/desk/abmelden", self.leave, methods=["POST"])
        routes.add_api_route(LEFT, self.left, methods=["GET"])
        routes.add_api_route(BY_THE_PROVIDER, self.ended_by_the_provider, methods=["POST"])
        return routes

    async def leave(self, request: Request) -> Response:
        """Ends the sign-in everywhere; then the browser goes to the provider, and from there to the page that says so.

        It goes there by a page, not a redirect: CSP's form-action lets no form be redirected to another origin.
        """
        id_token = await self._ended(held_by(request))
        state, there = secrets.token_urlsafe(24), None
        with suppress(Unavailable):
            there = await self._provider.end_session(id_token, state)
        if there is None:
            page = self._pages.render(request, "signed_out.html", everywhere=False)
        else:
            page = self._pages.render(request, "signing_out.html", provider=there)
            page.headers.append("Set-Cookie", self._leaving.header(state, lasts=LASTS))
        page.headers.append("Set-Cookie", self._cookie.removal())
        return page

    async def left(self, request: Request, state: str = "") -> Response:
        """Says that the sign-in is over, also at the provider where it sends the browser back with our own `state`."""
        asked = self._leaving.open(request.cookies)
        if asked is None and getattr(request.state, "staff", None) is not None:
            return RedirectResponse("/desk", 303)
        everywhere = asked is not None and secrets.compare_digest(asked.encode(), state.encode())
        page = self._pages.render(request, "signed_out.html", everywhere=everywhere)
        if everywhere:
            page.headers.append("Set-Cookie", self._leaving.removal())
        return page

    async def ended_by_the_provider(self, form: Annotated[Sent[Form], Depends(Receiving(Form))]) -> Response:
        """OpenID Connect Back-Channel Logout 1.0: answers 200 when the session's sign-ins are over at every service.

        Other fields are left alone, as the specification wants it, and the provider is asked for its keys
        only where a sign-in would end. Raises Malformed for a bad token.
        The connection is closed: a provider tells each end once, and on a connection that it kept from before
        the desk started again, that message would be lost (Keycloak sends no POST a second time).
        """
        token = str(form.fields.get("logout_token", ""))
        over = await self._sessions.of(claimed_session(token))
        if over:
            await self._provider.refuse_unless_signed_out(token)
        for sid in over:
            await self._end(sid)
            await self._sessions.end(sid)
        return Response(headers={"Connection": "close"})

    async def _ended(self, held: Staff | None) -> str | None:
        """Ends the sign-in; returns the token by which the provider knows it, or None without one."""
        if held is None:
            return None
        await self._end(held.sid)
        return await self._sessions.end(held.sid)


def held_by(request: Request) -> Staff | None:
    """Takes this browser's sign-in out of the request, be it over: at the provider it may still be open."""
    held: Staff | None = getattr(request.state, "sign_in", None)
    former: Staff | None = getattr(request.state, "former", None)
    request.state.sign_in = request.state.staff = None
    return held or former
