"""Goes through a folder, the oldest mail first: each is taken, and leaves the server only when its taker says so."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from shared.errors import TryLater
from shared.mailbox.imap import MailAccount, MailboxAway, MailFolder, opened
from shared.store import AWAY

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class MailAtServer:
    """`place`: account, folder, UIDVALIDITY and UID, which together name a mail for ever; `size` in bytes."""

    folder: MailFolder
    uid: str
    place: str
    size: int

    async def read(self, offset: int, length: int) -> bytes:
        """Returns at most `length` bytes from `offset` on. Raises MailboxAway while the server is away."""
        return await self.folder.read(self.uid, offset, length)


Stays = Callable[[str], bool]
"""Whether the mail at this place is known to stay: then the server is asked nothing about it."""
Take = Callable[[MailAtServer], Awaitable[bool]]
"""Takes the mail; returns whether it may leave the server, as what is needed of it is stored by then."""


def _none(place: str) -> bool:
    return False


async def go_through(account: MailAccount, take: Take, late: list[str], stays: Stays = _none) -> int:
    """Returns the number of mails that stay. A mail that cannot be taken is one of them, and holds up no other.

    `late`: UIDs that could not be taken yet; they come after the others, the last to fail last. It is changed, and the
    caller keeps it for the next time; UIDs that have left the folder leave it too. Raises at once MailboxAway while the
    server is away, and what the store raises while it is away; at the end the first TryLater that `take` raised.
    """
    failed: list[TryLater] = []
    async with opened(account) as folder:
        staying, uids = 0, await folder.uids()
        late[:] = [uid for uid in late if uid in uids]
        last = {uid: number for number, uid in enumerate(late)}
        for uid in sorted(uids, key=lambda each: last.get(each, -1)):
            place = f"{account.host}|{account.port}|{account.user}|{account.folder}|{folder.validity}|{uid}"
            try:
                staying += stays(place) or not await _gone(folder, uid, place, take)
            except TryLater as error:
                if uid in last:
                    late.remove(uid)
                late.append(uid)
                failed.append(error)
                if isinstance(error, MailboxAway):
                    raise
    if failed:
        raise failed[0]
    return staying


async def _gone(folder: MailFolder, uid: str, place: str, take: Take) -> bool:
    """Whether the mail has left the folder, be it that somebody removed it since the folder was listed."""
    try:
        size = await folder.size(uid)
        if not size:
            return True
        if not await take(MailAtServer(folder, uid, place, size)):
            return False
    except (*AWAY, TryLater):
        raise
    except Exception as error:
        log.error("mail not taken", extra={"reason": type(error).__name__})
        return False
    await folder.remove(uid)
    return True
