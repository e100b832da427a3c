"""Checks a program's token before a byte of its body is read: without a good one it learns nothing about its body."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

Enter = Callable[[Request, str | None], Awaitable[None]]
"""Takes the bearer token, if there is one; raises Unauthenticated."""

BEARER = HTTPBearer(auto_error=False)


def token_first(enter: Enter) -> type[APIRoute]:
    class TokenFirst(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handle_known(request: Request) -> Response:
                presented = await BEARER(request)
                await enter(request, presented.credentials if presented else None)
                return await handle(request)

            return handle_known

    return TokenFirst
