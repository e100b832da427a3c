"""Answers HEAD as GET, without the body, on pages and for programs, but not where GET hands out a file."""

from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.problems import WrongMethod

ASKED: Final = "lotse.head"
"""Key in the scope of a request that came as HEAD."""


class HeadAsGet:
    """Turns HEAD into GET; where there is no GET, HEAD is refused as GET would be."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        return await self.app({**scope, "method": "GET", ASKED: True}, receive, send_head)


def refuse_head(request: Request) -> None:
    """A dependency of a route that hands out a file: HEAD opens nothing, and no look is noted.

    Raises WrongMethod for HEAD.
    """
    if request.scope.get(ASKED):
        raise WrongMethod(["GET"])
