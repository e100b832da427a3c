"""A request's body, read before the application reads it, and given on unread."""

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from shared.media_type import FORM, essence


def is_form(scope: Scope) -> bool:
    return scope["method"] == "POST" and essence(Headers(scope=scope).get("content-type", "")) == FORM


async def whole(receive: Receive) -> bytes:
    """The whole body, or what came of it before the client went. The caller sees to it that it is not too large."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def replayed(body: bytes, receive: Receive, *, more: bool = False) -> Receive:
    """Gives the body in one piece, then whatever `receive` says next; `more`: the body goes on there."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": more}

    return receive_again
