"""HEAD answers as GET does, without the body: on pages and for programs."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Where there is no GET, HEAD is refused as GET would be."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        return await self.app({**scope, "method": "GET"}, receive, send_head)
