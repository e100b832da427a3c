"""Refuses a body that is too large: by the length it announces, else while it is read.

A body that is announced as too large is read first, up to a multiple of the limit: a browser that is cut off while it
sends shows its own error instead of our page. If a form is not much too large, the page shows what was typed.

Where a file is handed in (shared/web/upload.py), the handler itself limits what it reads.
"""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import TooLarge
from shared.web import sent_form
from shared.web.body import is_form, whole
from shared.web.problems import answer
from shared.web.upload import is_upload

LET_IN = 16
SHOWN_AGAIN = 3


class BodyLimit:
    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if is_upload(scope["method"], scope["path"], Headers(scope=scope).get("content-type", "")):
            return await self.app(scope, receive, send)
        announced = Headers(scope=scope).get("content-length", "0")
        if not is_number(announced) or int(announced) > self.limit:
            is_near = is_number(announced) and int(announced) <= SHOWN_AGAIN * self.limit
            if is_near and is_form(scope) and sent_form.may_be_shown(scope):
                sent_form.remember(scope, await whole(receive))
            else:
                await discard(receive, LET_IN * self.limit)
            return await answer(Request(scope), TooLarge())(scope, receive, send)
        read = 0

        async def receive_counting() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.limit:
                raise HTTPException(TooLarge.status)
            return message

        try:
            return await self.app(scope, receive_counting, send)
        except HTTPException:  # raised outside of the application, by whoever read the body before it
            return await answer(Request(scope), TooLarge())(scope, receive, send)


def is_number(text: str) -> bool:
    """Whether the text is of ASCII digits, and short enough to be a length."""
    return text.isascii() and text.isdecimal() and len(text) <= 18


async def discard(receive: Receive, limit: int) -> None:
    """Reads until the body ends, the client goes, or more than `limit` bytes have come."""
    read = 0
    while read <= limit:
        message = await receive()
        read += len(message.get("body", b""))
        if not message.get("more_body", False):
            return
