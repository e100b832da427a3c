"""`python -m tests.bench.floors.receiver HOST PORT`: takes every request by HTTP, reads it, answers 204."""

import asyncio
import sys

TAKEN = b"HTTP/1.1 204 No Content\r\n\r\n"


async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One after the other, until the client closes."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            await reader.readexactly(int(head.partition("content-length:")[2].split("\r\n")[0]))
            writer.write(TAKEN)
            await writer.drain()
    except (asyncio.IncompleteReadError, OSError):
        writer.close()


async def serve(host: str, port: int) -> None:
    async with await asyncio.start_server(take, host, port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
