"""The mailbox on its server. A mail is read in pieces, and is removed from the folder only by its own UID."""

import asyncio
import imaplib
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from shared.errors import TryLater
from shared.secret import Secret

T = TypeVar("T")

TIMEOUT: Final = 30.0
"""Seconds for one answer of the server."""
AWAY: Final = (OSError, imaplib.IMAP4.error, ImapToolsError)
DELETED: Final = r"(\Deleted)"


class MailboxAway(TryLater):
    """The server is away or refuses: this connection is of no more use."""


@dataclass(frozen=True)
class MailAccount:
    host: str
    port: int
    user: str
    password: Secret = field(repr=False)
    folder: str
    tls: bool = True


@dataclass(frozen=True)
class MailFolder:
    """Methods raise MailboxAway where the server is away or refuses. `validity` and a UID name a mail for ever."""

    box: BaseMailBox
    validity: str

    async def uids(self) -> list[str]:
        """UIDs of all mails, the oldest first."""
        return await _at_server(self.box.uids, "ALL")

    async def size(self, uid: str) -> int:
        """Bytes of the mail; 0 where it is gone."""
        return size_in(await self._fetch(uid, "(RFC822.SIZE)"), uid)

    async def read(self, uid: str, offset: int, length: int) -> bytes:
        """Returns at most `length` bytes from `offset` on; a mail program still shows the mail as unread."""
        answers = await self._fetch(uid, f"(BODY.PEEK[]<{offset}.{length}>)")
        return b"".join(each[1] for each in answers if isinstance(each, tuple))

    async def remove(self, uid: str) -> None:
        """Removes this mail alone: those that somebody else marked as deleted stay, taken over or not."""
        await _at_server(_remove, self.box, uid)

    async def _fetch(self, uid: str, what: str) -> list[Any]:
        return await _at_server(_fetch, self.box, uid, what)


@asynccontextmanager
async def opened(account: MailAccount) -> AsyncIterator[MailFolder]:
    """Opens the account's folder; however that ends, no connection stays.

    Raises MailboxAway while the server is away or does not let us in.
    """
    connected: list[BaseMailBox] = []
    try:
        yield await _at_server(_log_in, account, connected)
    finally:
        for box in connected:
            with suppress(TryLater):
                await _at_server(_leave, box)


async def _at_server(work: Callable[..., T], *arguments: Any) -> T:
    """Calls `work` in a thread, because the library blocks. Raises MailboxAway without the server's answer, which may
    quote what was sent to it.

    When cancelled, it waits for the thread, so that no two use one connection.
    """
    thread = asyncio.ensure_future(asyncio.to_thread(work, *arguments))
    try:
        return await asyncio.shield(thread)
    except AWAY:
        raise MailboxAway("the mailbox is away") from None
    except asyncio.CancelledError:
        await asyncio.wait([thread])
        thread.exception()
        raise


def _log_in(account: MailAccount, connected: list[BaseMailBox]) -> MailFolder:
    """Connects and logs in; `connected` gets the connection as soon as there is one to close."""
    box: BaseMailBox
    if account.tls:
        box = MailBox(account.host, account.port, timeout=TIMEOUT, ssl_context=ssl.create_default_context())
    else:
        box = MailBoxUnencrypted(account.host, account.port, timeout=TIMEOUT)
    connected.append(box)
    box.login(account.user, account.password().rstrip("\r\n"), account.folder)
    return MailFolder(box, str(box.folder.status(account.folder, ["UIDVALIDITY"])["UIDVALIDITY"]))


def _leave(box: BaseMailBox) -> None:
    try:
        box.logout()
    except AWAY:
        box.client.shutdown()
        raise


def _fetch(box: BaseMailBox, uid: str, what: str) -> list[Any]:
    done, answers = box.client.uid("FETCH", uid, what)
    if done != "OK":
        raise OSError
    return answers


def _remove(box: BaseMailBox, uid: str) -> None:
    """Marks the mail as deleted and removes it.

    A server without UIDPLUS removes all marked mails: there nothing is removed while any other is marked.
    """
    stored, _ = box.client.uid("STORE", uid, "+FLAGS.SILENT", DELETED)
    if stored != "OK":
        raise OSError
    _, capabilities = box.client.capability()
    if b"UIDPLUS" in b" ".join(capabilities).upper().split():
        box.client.uid("EXPUNGE", uid)
    elif box.uids("DELETED") == [uid]:
        box.expunge()


def size_in(answers: list[Any], uid: str) -> int:
    """The size in the answer about this mail, in whatever order the server writes it; 0 where there is no answer."""
    own = re.compile(rb"\bUID %b\b" % uid.encode())
    said = [each for each in answers if isinstance(each, bytes) and own.search(each)]
    sizes = [found for each in said if (found := re.search(rb"RFC822\.SIZE (\d+)", each))]
    return int(sizes[0][1]) if sizes else 0
