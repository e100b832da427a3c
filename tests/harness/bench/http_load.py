"""HTTP clients without pauses: prepared requests, sent over connections that stay open."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from infra.embedded.ports import HOST

CONNECTIONS: Final = 16

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Client:
    """An HTTP client that opens a connection when all its others are busy."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[Connection] = []

    async def send(self, request: bytes) -> bytes:
        """Returns the answer's body; raises AssertionError where the status is not 201."""
        reader, writer = await self._connection()
        writer.write(request)
        body = await _accepted(reader)
        self._idle.append((reader, writer))
        return body

    async def _connection(self) -> Connection:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():  # the server closes what was idle for seconds
                return reader, writer
            writer.close()
        return await asyncio.open_connection(HOST, self._port)


async def load(port: int, requests: Sequence[bytes]) -> list[float]:
    """Sends all requests over sixteen connections; returns the seconds that each took."""
    left, client = iter(requests), Client(port)
    took: list[float] = []

    async def one_after_the_other() -> None:
        for request in left:
            began = time.perf_counter()
            await client.send(request)
            took.append(time.perf_counter() - began)

    await asyncio.gather(*(one_after_the_other() for _ in range(CONNECTIONS)))
    return took


def submission(body: bytes, token: str, path: str = "/api/intake/submissions") -> bytes:
    head = (
        f"POST {path} HTTP/1.1",
        "Host: public.test",
        f"Authorization: Bearer {token}",
        f"Idempotency-Key: {uuid4()}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "",
        "",
    )
    return "\r\n".join(head).encode() + body


async def _accepted(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
    body = await reader.readexactly(int(fields[b"content-length"]))
    if not head.startswith(b"HTTP/1.1 201"):
        raise AssertionError(head.split(b"\r\n")[0])
    return body
