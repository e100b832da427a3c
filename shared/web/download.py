"""Hands out a file as it is: no browser shows it or runs anything in it."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from typing import Final

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from shared.errors import LotseError

log = logging.getLogger(__name__)

INERT: Final = "application/octet-stream"
SANDBOX: Final = "sandbox"
"""Added to the policy of every answer: a file that is shown all the same runs nothing and belongs to no page."""
WITHIN: Final = 600.0
"""Seconds for a whole file, however slowly the client takes it."""


class Download(StreamingResponse):
    """A file under `name`, which we choose: it must contain nothing of a person.

    The answer breaks off where `content` raises a LotseError, and after WITHIN seconds: less arrives then than the
    length announces, and a browser says that it failed. `content` is closed in any case.
    """

    media_type = INERT

    def __init__(self, name: str, size: int, content: AsyncGenerator[bytes], **more: str) -> None:
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(size),
            "Content-Security-Policy": SANDBOX,
            **more,
        }
        super().__init__(content, headers=headers)
        self.content = content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(WITHIN):
                await super().__call__(scope, receive, send)
        except (LotseError, TimeoutError) as error:
            log.info("download-broken-off", extra={"reason": type(error).__name__})
        finally:
            await self.content.aclose()
