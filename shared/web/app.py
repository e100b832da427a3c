"""Builds a service's web application with the same middleware and error answers at every door."""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from typing import Literal, Protocol

from fastapi import APIRouter, Depends, FastAPI

from shared.settings import Settings
from shared.text import LARGEST_BODY
from shared.web import problems, resume, static_files
from shared.web.body_limit import BodyLimit
from shared.web.confirmation import ByTheDesk, Confirm
from shared.web.csrf import SameOrigin
from shared.web.forms import refuse_fields_without_form
from shared.web.head import HeadAsGet
from shared.web.headers import Headers
from shared.web.interrupted import InterruptedForms
from shared.web.pages import Pages
from shared.web.plain_paths import PlainPaths
from shared.web.request_telemetry import RequestTelemetry
from shared.web.session import StaffSession
from shared.web.signed_out import SignedOut
from shared.web.staff_cookie import StaffCookie
from shared.web.static_files import VersionedFiles

Door = Literal["public", "staff", "partner"]


class Lifespan(Protocol):
    def __call__(self, app: FastAPI) -> AbstractAsyncContextManager[None]: ...


def build(
    title: str,
    settings: Settings,
    routers: Iterable[APIRouter],
    lifespan: Lifespan | None = None,
    *,
    door: Door,
    origin: str,
    templates: Pages,
    signed_out: SignedOut | None = None,
    interrupted_forms: InterruptedForms | None = None,
    confirm: Confirm | None = None,
) -> FastAPI:
    """`title` is the service's name as in `/api/<title>/openapi.json`; `origin` is where this door is reached.

    `interrupted_forms`: at the staff door, the store of forms that come when their person's sign-in is over.
    `confirm`: at the desk, the way in which it confirms a sign-in.
    """
    app = FastAPI(
        title=title,
        lifespan=lifespan,
        openapi_url=f"/api/{title}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(refuse_fields_without_form)],
    )
    app.state.settings = settings
    app.state.pages = templates
    app.state.door = door
    app.state.interrupted_forms = interrupted_forms
    app.state.confirm = confirm or ByTheDesk()
    if interrupted_forms:
        app.include_router(resume.router(interrupted_forms, templates))
    for router in routers:
        app.include_router(router)
    app.mount(static_files.PATH, VersionedFiles(), name="static")
    problems.install(app)
    _surround(app, settings, origin, signed_out)
    return app


def _surround(app: FastAPI, settings: Settings, origin: str, signed_out: SignedOut | None) -> None:
    """Adds the middleware, the innermost first."""
    if settings.cookie_key:
        cookie = StaffCookie(settings.secret("cookie_key"), settings.secret("sign_in_public_key"))
        app.add_middleware(StaffSession, cookie=cookie, signed_out=signed_out)
    app.add_middleware(SameOrigin, origin=origin)
    app.add_middleware(BodyLimit, limit=LARGEST_BODY)
    app.add_middleware(PlainPaths)
    app.add_middleware(problems.Unexpected)
    app.add_middleware(Headers)
    app.add_middleware(RequestTelemetry)
    app.add_middleware(HeadAsGet)
