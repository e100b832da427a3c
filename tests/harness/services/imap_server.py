"""A real IMAP server with one mailbox, and acts of somebody with a mail program."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from imap_tools import MailBoxUnencrypted
from pysasl import SASLAuth

from infra.embedded.mailbox import a_mailbox
from infra.embedded.ports import HOST, free_ports
from shared.mailbox.imap import MailAccount
from shared.secret import fixed
from tests.harness.eventually import PATIENCE

USER, PASSWORD = "anlaufstelle", 'a "password" with spaces'
OWN = "anlaufstelle@example.org"


@dataclass(frozen=True)
class Inbox:
    port: int

    @property
    def account(self) -> MailAccount:
        return MailAccount(HOST, self.port, USER, fixed(PASSWORD), "INBOX", tls=False)

    async def put(self, *mails: bytes) -> None:
        await asyncio.to_thread(self._each, mails)

    async def uids(self) -> list[str]:
        return await asyncio.to_thread(self._uids)

    async def until_read(self) -> None:
        """Waits until the reader has taken all mails away; logs in only once, since that costs more than asking."""
        await asyncio.to_thread(self._until_read)

    async def mark_as_deleted(self, uid: str) -> None:
        await asyncio.to_thread(self._flag, uid)

    def _open(self) -> Any:
        return MailBoxUnencrypted(HOST, self.port, timeout=20).login(USER, PASSWORD)

    def _each(self, mails: tuple[bytes, ...]) -> None:
        with self._open() as box:
            for mail in mails:
                box.append(mail, "INBOX")

    def _uids(self) -> list[str]:
        with self._open() as box:
            found: list[str] = box.uids()
            return found

    def _until_read(self) -> None:
        until = time.monotonic() + PATIENCE
        with self._open() as box:
            while left := box.uids():
                assert time.monotonic() < until, f"not within {PATIENCE} s, left: {left}"
                time.sleep(0.02)

    def _flag(self, uid: str) -> None:
        with self._open() as box:
            box.client.uid("STORE", uid, "+FLAGS", r"(\Deleted)")

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Serves the mailbox, which is empty at first.

        The ways to sign in are cached: the server would read the metadata of all packages for them at every connection.
        """
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(SASLAuth, "defaults", cache(SASLAuth.defaults))
            async with a_mailbox(HOST, self.port, USER, PASSWORD):
                yield


def no_inbox() -> Inbox:
    """Returns an inbox whose server is away until it is `served`."""
    (port,) = free_ports(1)
    return Inbox(port)


@asynccontextmanager
async def an_inbox() -> AsyncIterator[Inbox]:
    inbox = no_inbox()
    async with inbox.served():
        yield inbox


def a_mail(
    text: str = "Seit Wochen kommen Drohbriefe.",
    *,
    message_id: str = "<eins@mail.example>",
    sender: str = "Person <person@example.org>",
    subject: str = "Bitte um Hilfe",
    **headers: str,
) -> bytes:
    lines = [f"From: {sender}", f"To: {OWN}", f"Subject: {subject}", f"Message-ID: {message_id}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "Content-Type: text/plain; charset=utf-8", "", text, ""]).encode()
