"""Reads a request's body before the application does, which still gets it as if it were unread."""

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from shared.media_type import FORM, essence


def is_form(scope: Scope) -> bool:
    return scope["method"] == "POST" and essence(Headers(scope=scope).get("content-type", "")) == FORM


async def whole(receive: Receive) -> bytes:
    """The whole body, or the part that came before the client left. The caller must see that it is not too large."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def replayed(body: bytes, receive: Receive, *, more: bool = False) -> Receive:
    """Returns a `receive` that gives the body in one piece, then what `receive` does; with `more` the body goes on."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": more}

    return receive_again
