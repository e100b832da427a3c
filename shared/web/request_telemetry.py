"""Measures each request under its route's template and opens its span; the raw path is never recorded.

A `traceparent` is taken over at `/internal` only, where our own services ask.
"""

import asyncio
import contextlib
import logging
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.telemetry import tracing
from shared.telemetry.metrics import REQUESTS
from shared.web.problems import where

log: Final = logging.getLogger(__name__)

METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
UNTRACED: Final = ("/health/", "/metrics", "/static/")
FLUSH_LIMIT: Final = 1.5
CLIENT_LEFT: Final = 499
"""Status that is counted where nothing was answered; a defect is answered further in."""


class RequestTelemetry:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self._lifespan(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        status = CLIENT_LEFT

        async def send_and_note_status(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        began = time.perf_counter()
        try:
            if scope["path"].startswith(UNTRACED):
                return await self.app(scope, receive, send_and_note_status)
            with tracing.answering(method, parent(scope)) as span:
                await self.app(scope, receive, send_and_note_status)
                if span is not None:
                    tracing.answered(span, method, route(scope), status)
        finally:
            REQUESTS.labels(method, route(scope), status).observe(time.perf_counter() - began)

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Flushes telemetry before the server learns that shutdown is complete, because then it exits at once."""

        async def send_last(message: Message) -> None:
            if message["type"] == "lifespan.shutdown.complete":
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(FLUSH_LIMIT):
                        await asyncio.to_thread(tracing.flush)
            await send(message)

        try:
            await self.app(scope, receive, send_last)
        except Exception as error:
            log.error("not started", extra={"reason": type(error).__name__, "at": where(error)})
            raise


def route(scope: Scope) -> str:
    """The template of the route; empty where none was found."""
    return getattr(scope.get("route"), "path_format", "")


def parent(scope: Scope) -> str | None:
    if not scope["path"].startswith("/internal/"):
        return None
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"), None)
