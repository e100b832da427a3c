"""Refuses a request whose path is not read alike by everybody, before anything is routed by it."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.errors import NotFound
from shared.web.own_path import is_plain
from shared.web.problems import answer


class PlainPaths:
    """Answers 404 to control characters, backslashes, empty or dotted parts: no such path becomes an address again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_plain(scope["path"]):
            await self.app(scope, receive, send)
        else:
            await answer(Request(scope), NotFound())(scope, receive, send)
