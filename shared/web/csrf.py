"""Accepts a form only from a page of the same door: by Fetch Metadata, and where a browser has none, by its Origin.

Where the Origin says nothing either, the form's token speaks for it. Programs' paths are exempt: they are opened by a
bearer token, never by a cookie.

The form is remembered for the page that refuses it, also for a refusal here: a person may have forbidden cookies.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.errors import Malformed
from shared.web import form_token, sent_form
from shared.web.body import is_form, replayed
from shared.web.problems import answer, for_program
from shared.web.upload import is_upload

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SAYS_NOTHING: Final = (None, "null")
BAD_ORIGIN: Final = (
    "Ihr Browser sagt uns nicht, dass diese Eingabe von unserer Seite kommt. Es ist nichts geschehen. "
    "Wenn es noch einmal nicht geht, erlauben Sie bitte Cookies für diese Seite oder nehmen Sie einen anderen Browser."
)


class SameOrigin:
    """Reads a form's body to take the token out, or the beginning of one with a file; BodyLimit must surround it."""

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self.app = app
        self.origin = origin.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE or for_program(scope["path"]):
            return await self.app(scope, receive, send)
        headers, shows_token, body = Headers(scope=scope), False, b""
        if is_form(scope):
            shows_token, body = await form_token.taken_out(scope, receive)
            receive = replayed(body, receive)
        elif is_upload(scope["method"], scope["path"], headers.get("content-type", "")):
            shows_token, receive = await form_token.shown_first(scope, receive)
        is_ours = is_same_origin(headers, self.origin, shows_token=shows_token)
        if is_ours or sent_form.may_be_shown(scope):
            sent_form.remember(scope, body)
        if is_ours:
            return await self.app(scope, receive, send)
        refusal = Malformed("bad-origin", BAD_ORIGIN)
        return await answer(Request(scope), refusal)(scope, receive, send)


def is_same_origin(headers: Headers, origin: str, *, shows_token: bool) -> bool:
    """Whether a page of this door sent the request: the browser's word counts, and where it has none, the token."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    said = headers.get("origin")
    return said == origin or (said in SAYS_NOTHING and shows_token)
