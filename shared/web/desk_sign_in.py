"""Wires all parts of signing in and out, for the one service that has them: the desk."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx2
from fastapi import APIRouter

from shared.clock import Clock, now
from shared.sealing.keyring import Opener
from shared.secret import Secret
from shared.settings import Settings
from shared.store import Store
from shared.web.authentication_request import AuthenticationRequests
from shared.web.confirmation import AtTheDesk
from shared.web.id_token import SecondFactor
from shared.web.oidc import Provider
from shared.web.pages import Pages
from shared.web.provider_sessions import ProviderSessions
from shared.web.sealed_cookie import derived
from shared.web.session import Staff
from shared.web.signin import SignIn
from shared.web.signout import LEFT, SignOut
from shared.web.staff_cookie import IssuedStaffCookie


@dataclass(frozen=True)
class DeskSignIn:
    cookie: IssuedStaffCookie
    confirm: AtTheDesk
    routers: tuple[APIRouter, ...]


def desk_sign_in(
    settings: Settings,
    signing_key: Secret,
    pages: Pages,
    provider: Provider,
    store: Store,
    key: Opener,
    end: Callable[[str], Awaitable[None]],
    met: Callable[[Staff], Awaitable[None]],
    clock: Clock = now,
) -> DeskSignIn:
    """`signing_key` is the desk's alone; `end` must have ended a sign-in at every service when it returns.

    `met` is called with everybody who signs in, before they see a page.
    """
    cookie = IssuedStaffCookie(settings.secret("cookie_key"), signing_key)
    own_cookies = derived(signing_key, "lotse sign-in cookies")
    sessions = ProviderSessions(store, key, provider, clock)
    sign_in = SignIn(pages, provider, sessions, AuthenticationRequests(own_cookies), cookie, met, clock)
    sign_out = SignOut(pages, provider, sessions, cookie, own_cookies, end)
    confirm = AtTheDesk(cookie, sessions.confirm, end, clock)
    return DeskSignIn(cookie, confirm, (sign_in.router(), confirm.router(), sign_out.router()))


def provider_of(settings: Settings, transport: httpx2.AsyncBaseTransport | None = None) -> Provider:
    assert settings.issuer is not None, "LOTSE_ISSUER is not set"
    second = SecondFactor.from_text(settings.second_factor) if settings.second_factor else None
    back, left = settings.staff_url + "/desk/anmelden/zurueck", settings.staff_url + LEFT
    return Provider(
        settings.issuer, settings.client_id, back=back, left=left, second_factor=second, transport=transport
    )
