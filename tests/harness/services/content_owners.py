"""The services that own content: a real HTTP server that answers claim checks and takes content, or is away."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import uvicorn
from fastapi import FastAPI, HTTPException, Request

from shared.sealing import PrivateKey, PublicKey
from shared.sealing.keys import decode, encode
from tests.harness.services import http_server

GRACE: Final = 10
"""Seconds that a request may take to end when the server ends."""


@dataclass
class Owners:
    """The owners of content.

    `content` by path, None for what was withdrawn; `given`: path and content that was sent, opened with `own`;
    `meanwhile`: runs once, between a request and its answer.
    """

    asker: PublicKey
    token: str
    content: dict[str, bytes | None] = field(default_factory=dict)
    away: bool = False
    asked: list[str] = field(default_factory=list)
    address: str = ""
    own: PrivateKey = field(default_factory=PrivateKey.generate)
    given: list[tuple[str, Any]] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    def answer(self, path: str, authorization: str | None) -> dict[str, str]:
        self.asked.append(path)
        self._let_in(authorization)
        content = self.content.get(path)
        if content is None:
            raise HTTPException(410 if path in self.content else 404)
        return {"sealed": encode(self.asker.seal(content))}

    def take(self, path: str, authorization: str | None, body: dict[str, str]) -> dict[str, str]:
        self._let_in(authorization)
        if self.content.get(path, b"") is None:
            raise HTTPException(404)
        self.given.append((path, json.loads(self.own.open(decode(body["sealed"])))))
        return {}

    def _let_in(self, authorization: str | None) -> None:
        if authorization != f"Bearer {self.token}":
            raise HTTPException(401)
        if self.away:
            raise HTTPException(503)


@asynccontextmanager
async def serving(owners: Owners, port: int) -> AsyncIterator[Owners]:
    app = FastAPI()

    @app.get("/internal/{path:path}")
    async def answer(request: Request) -> Any:
        answered = owners.answer(request.url.path, request.headers.get("authorization"))
        meanwhile, owners.meanwhile = owners.meanwhile, None
        if meanwhile:
            await meanwhile()
        return answered

    @app.post("/internal/{path:path}")
    async def take(request: Request) -> Any:
        return owners.take(request.url.path, request.headers.get("authorization"), await request.json())

    owners.address = f"http://127.0.0.1:{port}"
    config = uvicorn.Config(app, port=port, log_level="critical", lifespan="off", timeout_graceful_shutdown=GRACE)
    async with http_server.listening(config):
        yield owners
