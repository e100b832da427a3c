"""A proxy between a driver and its engine: records every command, and can be cut at one of them."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import bson

from infra.embedded.ports import HOST

HEADER: Final = struct.Struct("<iiii")
COMMAND: Final = 2013
BODY: Final = HEADER.size + 5  # after the flags and the kind of the first section

Where = Literal["before", "after"]
"""The place of a cut: before the engine gets the command, or after it took it and before the reply arrives."""

Cut = tuple[str, Where]


@dataclass
class Wire:
    engine: int
    seen: list[dict[str, Any]] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)

    def cut(self, command: str, where: Where, times: int = 1) -> None:
        self.cuts += [(command, where)] * times

    def commands(self, name: str) -> list[dict[str, Any]]:
        return [command for command in self.seen if name in command]

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        engine_reader, engine_writer = await asyncio.open_connection(HOST, self.engine)
        deaf = asyncio.Event()
        up = asyncio.create_task(self._up(reader, engine_writer, deaf))
        down = asyncio.create_task(self._down(engine_reader, writer, deaf))
        try:
            await asyncio.wait([up, down], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in (up, down):
                end.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
            writer.close()
            engine_writer.close()

    async def _up(self, reader: asyncio.StreamReader, engine: asyncio.StreamWriter, deaf: asyncio.Event) -> None:
        while True:
            message = await _message(reader)
            name = self._look(message)
            if self._is_cut(name, "before"):
                return
            if self._is_cut(name, "after"):
                deaf.set()
            engine.write(message)

    async def _down(self, engine: asyncio.StreamReader, writer: asyncio.StreamWriter, deaf: asyncio.Event) -> None:
        while True:
            message = await _message(engine)
            if deaf.is_set():
                return
            writer.write(message)

    def _look(self, message: bytes) -> str:
        *_, kind = HEADER.unpack_from(message)
        if kind != COMMAND:
            return ""
        command: dict[str, Any] = bson.decode(message[BODY : BODY + struct.unpack_from("<i", message, BODY)[0]])
        self.seen.append(command)
        return next(iter(command))

    def _is_cut(self, name: str, where: Where) -> bool:
        there = (name, where) in self.cuts
        if there:
            self.cuts.remove((name, where))
        return there


async def _message(reader: asyncio.StreamReader) -> bytes:
    header = await reader.readexactly(HEADER.size)
    return header + await reader.readexactly(HEADER.unpack(header)[0] - HEADER.size)


@asynccontextmanager
async def a_wire(engine: int) -> AsyncIterator[tuple[Wire, int]]:
    """Yields the wire and the port to connect to."""
    wire = Wire(engine)
    server = await asyncio.start_server(wire.carry, HOST, 0)
    try:
        yield wire, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await server.wait_closed()
