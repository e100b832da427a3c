"""A mail server that delivers to a folder: one file a message, nothing leaves the machine."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST_MESSAGE = 1_048_576


class Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{uuid4().hex[:8]}.eml"
        unfinished = self._folder / f".{name}"
        assert isinstance(envelope.content, bytes)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(envelope.content)
        unfinished.rename(self._folder / name)
        return "250 kept"


async def serve(host: str, port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    sink = Folder(folder)
    server = await loop.create_server(lambda: SMTP(sink, data_size_limit=LARGEST_MESSAGE, loop=loop), host, port)
    async with server:
        await ended.wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
