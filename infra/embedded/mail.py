"""A mail server that delivers to a folder, one file a message; a report of what it cannot deliver goes to a mailbox.

Nothing leaves the machine.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope, Session
from imap_tools import MailBoxUnencrypted

from infra.embedded.mailbox import a_mailbox
from infra.embedded.returned import returned

LARGEST_MESSAGE = 1_048_576
BOUNCES_USER: Final = "ruecklauf"
BOUNCES_KEPT_IN: Final = "bounce_password"
"""The file of the mailbox's password, among the sender's secrets."""


class Folder:
    """Keeps each message as a file. `put_back`: puts a report into the mailbox of the return path."""

    def __init__(self, folder: Path, put_back: Callable[[bytes], None]) -> None:
        self._folder = folder
        self._put_back = put_back

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{uuid4().hex[:8]}.eml"
        unfinished = self._folder / f".{name}"
        assert isinstance(envelope.content, bytes)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(envelope.content)
        unfinished.rename(self._folder / name)
        report = returned(envelope.content, envelope.rcpt_tos, str(envelope.mail_from))
        if report is not None:
            await asyncio.to_thread(self._put_back, report)
        return "250 kept"


async def serve(host: str, port: int, folder: Path, bounces: int, secrets: Path) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    password = (secrets / BOUNCES_KEPT_IN).read_text()
    sink = Folder(folder, partial(_append, host, bounces, password))
    async with a_mailbox(host, bounces, BOUNCES_USER, password):
        server = await loop.create_server(lambda: SMTP(sink, data_size_limit=LARGEST_MESSAGE, loop=loop), host, port)
        async with server:
            await ended.wait()


def _append(host: str, port: int, password: str, mail: bytes) -> None:
    with MailBoxUnencrypted(host, port, timeout=10).login(BOUNCES_USER, password) as box:
        box.append(mail, "INBOX")


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5])))
