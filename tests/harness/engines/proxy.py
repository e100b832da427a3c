"""A network between a client and an engine that can be slow, one-way or silent while connections stay open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from infra.embedded.ports import HOST

LARGEST: Final = 65_536


@dataclass
class Lane:
    """One direction; data held back by a cut arrives after it."""

    delay: float = 0.0
    drop_size: int = LARGEST
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(self.drop_size):
            await self.open.wait()
            await asyncio.sleep(self.delay)
            writer.write(data)
            await writer.drain()


@dataclass
class Proxy:
    engine: int
    port: int = 0
    up: Lane = field(default_factory=Lane)
    down: Lane = field(default_factory=Lane)

    def mend(self) -> None:
        for lane in (self.up, self.down):
            lane.delay, lane.drop_size = 0.0, LARGEST
            lane.open.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            engine_reader, engine_writer = await asyncio.open_connection(HOST, self.engine)
        except OSError:
            writer.close()
            return
        lanes = [
            asyncio.create_task(self.up.carry(reader, engine_writer)),
            asyncio.create_task(self.down.carry(engine_reader, writer)),
        ]
        try:
            await asyncio.wait(lanes, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)
            writer.close()
            engine_writer.close()


@asynccontextmanager
async def a_proxy(engine: int) -> AsyncIterator[Proxy]:
    proxy = Proxy(engine)
    proxy.mend()
    server = await asyncio.start_server(proxy.carry, HOST, 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await server.wait_closed()
