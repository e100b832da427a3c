"""HEAD on a page answers as GET does, without the body."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.problems import for_program


class HeadAsGet:
    """Programs' paths say themselves which methods they have."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or for_program(scope["path"]):
            return await self.app(scope, receive, send)

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        return await self.app({**scope, "method": "GET"}, receive, send_head)
