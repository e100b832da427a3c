"""Answers every error: problem+json for programs, a German sentence for people, never an echo of the input."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import (
    ConfirmationNeeded,
    Invalid,
    LotseError,
    Malformed,
    NotFound,
    ReasonNeeded,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from shared.store import AWAY
from shared.web import sent_form
from shared.web.described import MEDIA_TYPE
from shared.web.here import here
from shared.web.interrupted import InterruptedForms, RawForm
from shared.web.own_path import path_of
from shared.web.session import Staff

log = logging.getLogger(__name__)

PROGRAMS = ("/api/", "/internal/", "/health/", "/metrics")
ASIDE = "lotse-aside"
"""The header of what a page sends by itself while somebody types: a refusal leads them to no other page."""
UNREADABLE = {"json_invalid", "bytes_invalid"}


class Unknown(LotseError):
    status = 500

    def __init__(self) -> None:
        super().__init__("unexpected", "Das hat nicht geklappt. Bitte versuchen Sie es gleich noch einmal.")


class WrongMethod(Malformed):
    status = 405

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self.allowed = sorted(allowed)

    @property
    def headers(self) -> dict[str, str]:
        return {"Allow": ", ".join(self.allowed)}


def install(app: FastAPI) -> None:
    async def as_it_is(request: Request, error: Exception) -> Response:
        assert isinstance(error, LotseError)
        if ASIDE in request.headers:
            return problem(error)
        return await to_resume(request, error) or answer(request, error)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request, from_validation(error.errors()))

    async def from_framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        wrong_method = error.status_code == WrongMethod.status
        return answer(request, WrongMethod(methods_at(request)) if wrong_method else from_status(error.status_code))

    async def away(request: Request, error: Exception) -> Response:
        return answer(request, Unavailable())

    app.add_exception_handler(LotseError, as_it_is)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, from_framework)
    for kind in AWAY:
        app.add_exception_handler(kind, away)


def answer(request: Request, error: LotseError) -> Response:
    if for_program(request.url.path):
        return problem(error)
    if isinstance(error, ConfirmationNeeded):
        return by_the_desk(request)
    sent = sent_form.shown_again(request, error.status)
    if isinstance(error, Unauthenticated) and request.app.state.door == "staff" and not (sent and sent.typed):
        return to_sign_in(request)
    if isinstance(error, ReasonNeeded):
        return to_reason(request, error.case)
    page: Response = request.app.state.pages.render(
        request, "problem.html", refused=error, title=error.sentence, slug=error.slug, sent=sent
    )
    return page


def problem(error: LotseError) -> Response:
    body = {"type": f"urn:lotse:problem:{error.slug}", "title": error.sentence, "status": error.status}
    body |= {"field": error.field} if error.field else {}
    return JSONResponse(body, error.status, error.headers, media_type=MEDIA_TYPE)


def to_sign_in(request: Request) -> Response:
    return signing_in(request, wanted(request))


def by_the_desk(request: Request) -> Response:
    """Sends the browser by the desk and back; status 307 makes it send a form again, with all its fields."""
    status = 303 if request.method == "GET" else 307
    return RedirectResponse(f"/desk/anmelden/erneuern?next={quote(here(request))}", status)


def signing_in(request: Request, next_page: str, *, kept: bool = False) -> Response:
    """Leads to the sign-in. A form gets a page that goes on by itself: CSP's form-action allows it no other origin."""
    there = f"/desk/anmelden?next={quote(next_page)}"
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": there})
    if request.method == "GET":
        return RedirectResponse(there, 303)
    page: Response = request.app.state.pages.render(request, "sign_in_again.html", 401, sign_in=there, kept=kept)
    return page


async def to_resume(request: Request, error: LotseError) -> Response | None:
    """Keeps the form, and leads to the sign-in or the question for a reason, and from there back to the form.

    Returns None where nothing is to be kept.
    """
    forms: InterruptedForms | None = request.app.state.interrupted_forms
    former, form = interrupted_by(request, error), raw_form_of(request)
    if former is None or form is None or forms is None or for_program(request.url.path):
        return None
    try:
        reference = await forms.keep(form, former.sub, request.url.path, request.cookies)
    except AWAY:
        return answer(request, Unavailable())
    if isinstance(error, ReasonNeeded):
        response: Response = asking_for_reason(error.case, reference.address)
    else:
        response = signing_in(request, reference.address, kept=True)
    for line in reference.cookies:
        response.headers.append("Set-Cookie", line)
    return response


def interrupted_by(request: Request, error: LotseError) -> Staff | None:
    """The person whose sign-in was over when the form came, or for whom its case was not open any more."""
    at = {Unauthenticated: "former", ReasonNeeded: "staff"}.get(type(error))
    return getattr(request.state, at, None) if at else None


def raw_form_of(request: Request) -> RawForm | None:
    form: RawForm | None = getattr(request.state, "raw_form", None)
    return form


def wanted(request: Request) -> str:
    """The address to go on at after the sign-in: the page that they saw or asked for, with its query."""
    if "hx-current-url" in request.headers:
        return path_of(request.headers["hx-current-url"])
    return here(request) if request.method == "GET" else "/desk"


def to_reason(request: Request, case: str) -> Response:
    return asking_for_reason(case, here(request) if request.method == "GET" else "")


def asking_for_reason(case: str, next_page: str) -> Response:
    there = f"/desk/begruendung/{case}"
    return RedirectResponse(f"{there}?next={quote(next_page)}" if next_page else there, 303)


def for_program(path: str) -> bool:
    return path.startswith(PROGRAMS)


def from_validation(errors: Sequence[Any]) -> LotseError:
    """The first error of ours stands for all; what the framework says of a value is not passed on."""
    if any(each["type"] in UNREADABLE for each in errors):
        return Malformed()
    speaking = next((each for each in errors if isinstance(raised(each), LotseError)), errors[0])
    error = raised(speaking)
    told = error if isinstance(error, LotseError) else Invalid()
    told.field = field_of(speaking)
    return told


def raised(validation_error: Any) -> object:
    return validation_error.get("ctx", {}).get("error")


def field_of(validation_error: Any) -> str | None:
    """The innermost field that the error is about. A field that we do not know is input, and is not echoed."""
    if validation_error["type"] == "extra_forbidden":
        return None
    if discriminator := validation_error.get("ctx", {}).get("discriminator"):
        return str(discriminator).strip("'")
    return next((part for part in reversed(validation_error["loc"][1:]) if isinstance(part, str)), None)


def from_status(status: int) -> LotseError:
    kinds = {400: Malformed, 401: Unauthenticated, 413: TooLarge, 422: Invalid}
    return kinds.get(status, NotFound)()


def methods_at(request: Request) -> set[str]:
    """The methods of all routes with this path: the framework names those of the first one alone."""
    routes = iter_route_contexts(request.app.routes)
    methods = (each.methods for each in routes if each.methods and each.path_regex.match(request.url.path))
    return set().union(*methods)


class Unexpected:
    """Answers 500 for a defect and logs its kind and place, never the input."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = False

        async def send_and_note_start(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note_start)
        except ClientDisconnect:
            return None  # who is gone needs no answer
        except Exception as error:
            log.error("unexpected", extra={"reason": type(error).__name__, "at": where(error)})
            if not started:
                await answer(Request(scope), Unknown())(scope, receive, send)


def where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "unknown"
