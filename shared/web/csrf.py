"""Accepts a form only from a page of the same door: by Fetch Metadata, and where a browser has none, by its Origin.

Programs' paths are exempt: they are opened by a bearer token, never by a cookie.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.errors import Malformed
from shared.web.problems import answer, for_program

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    def __init__(self, app: ASGIApp, origin: str) -> None:
        self.app = app
        self.origin = origin.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE or for_program(scope["path"]):
            return await self.app(scope, receive, send)
        if is_same_origin(Headers(scope=scope), self.origin):
            return await self.app(scope, receive, send)
        refusal = Malformed("bad-origin", "Diese Eingabe kam nicht von unserer Seite. Bitte öffnen Sie die Seite neu.")
        return await answer(Request(scope), refusal)(scope, receive, send)


def is_same_origin(headers: Headers, origin: str) -> bool:
    """False for a request that has neither header."""
    site = headers.get("sec-fetch-site")
    return site == "same-origin" if site is not None else headers.get("origin") == origin
