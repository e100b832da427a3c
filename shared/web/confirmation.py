"""A sign-in counts for a while only, and is then confirmed: by the desk, which asks the OpenID provider again."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Final, Protocol

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from shared.clock import Clock, now
from shared.errors import ConfirmationNeeded, Unauthenticated, Unavailable
from shared.web.forms import Form, Receiving, Sent
from shared.web.here import stand_for
from shared.web.own_path import own_path
from shared.web.session import Staff, Standing, standing, to_text
from shared.web.staff_cookie import IssuedStaffCookie

PAGE: Final = "/desk/anmelden/erneuern"


class Confirm(Protocol):
    async def __call__(self, request: Request, held: Staff) -> Staff:
        """Returns the person as they are known by now. Raises Unauthenticated, Unavailable, or ConfirmationNeeded."""
        ...


class ByTheDesk:
    """Confirms at every service but the desk, by sending the browser there: only the desk can sign a new cookie."""

    def __init__(self, clock: Clock = now) -> None:
        self._clock = clock

    async def __call__(self, request: Request, held: Staff) -> Staff:
        """Lets a form through while its sign-in still counts: the page that follows can go by the desk instead."""
        stands = standing(held, self._clock())
        if stands is Standing.CONFIRMED or (stands is Standing.DUE and request.method != "GET"):
            return held
        raise ConfirmationNeeded


class AtTheDesk:
    """Confirms at the desk. `ask`: ProviderSessions.confirm. `end` must have ended a sign-in at every service when it
    returns."""

    def __init__(
        self,
        cookie: IssuedStaffCookie,
        ask: Callable[[Staff], Awaitable[Staff]],
        end: Callable[[str], Awaitable[None]],
        clock: Clock = now,
    ) -> None:
        self._cookie = cookie
        self._ask = ask
        self._end = end
        self._clock = clock

    def router(self) -> APIRouter:
        """The page to which other services send a browser, with its form if it has one, and that sends it back."""
        routes = APIRouter(include_in_schema=False)
        routes.add_api_route(PAGE, self.pass_on, methods=["GET", "POST"])
        return routes

    async def __call__(self, request: Request, held: Staff) -> Staff:
        if standing(held, self._clock()) is Standing.CONFIRMED:
            return held
        return await self._confirmed(request, held)

    async def pass_on(
        self, request: Request, form: Annotated[Sent[Form], Depends(Receiving(Form))], next: str = "/desk"
    ) -> Response:
        """Confirms the sign-in and sends the browser back. The form is not read: the browser sends it again there."""
        there = own_path(next)
        stand_for(request, there)
        held: Staff | None = getattr(request.state, "sign_in", None)
        if held is None:
            raise Unauthenticated
        await self._confirmed(request, held)
        return RedirectResponse(there, 303 if request.method == "GET" else 307)

    async def _confirmed(self, request: Request, held: Staff) -> Staff:
        at = self._clock()
        try:
            found = await self._ask(held)
        except Unavailable:
            if standing(held, at) is Standing.UNCONFIRMED:
                raise
            found = replace(held, tried=at)
        except Unauthenticated:
            request.state.former, request.state.sign_in, request.state.staff = held, None, None
            await self._end(held.sid)
            raise
        request.state.issued = self._cookie.header(to_text(found))
        return found
