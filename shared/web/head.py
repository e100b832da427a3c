"""HEAD answers as GET does, without the body: on pages and for programs; and not where GET opens a file."""

from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.problems import WrongMethod

ASKED: Final = "lotse.head"
"""In the scope of what was HEAD."""


class HeadAsGet:
    """Where there is no GET, HEAD is refused as GET would be."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        return await self.app({**scope, "method": "GET", ASKED: True}, receive, send_head)


def refuse_head(request: Request) -> None:
    """A dependency of what hands out a file: who asks for its head opens nothing, and nothing is noted.

    Raises WrongMethod.
    """
    if request.scope.get(ASKED):
        raise WrongMethod(["GET"])
