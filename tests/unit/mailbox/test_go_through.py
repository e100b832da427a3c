"""One mail that cannot be taken yet holds up no other, whatever keeps it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from shared.errors import TryLater
from shared.mailbox import go_through as module
from shared.mailbox.go_through import MailAtServer, go_through
from shared.mailbox.imap import MailAccount, MailboxAway
from shared.secret import fixed

ACCOUNT = MailAccount("127.0.0.1", 9, "x", fixed("x"), "INBOX")


@dataclass
class Folder:
    """`breaks`: the mail at which the connection is lost, for the rest of the round."""

    mails: list[str]
    breaks: frozenset[str] = frozenset()
    validity: str = "1"
    lost: bool = False
    looked_at: list[str] = field(default_factory=list)

    async def uids(self) -> list[str]:
        return list(self.mails)

    async def size(self, uid: str) -> int:
        self.looked_at.append(uid)
        self.lost = self.lost or uid in self.breaks
        if self.lost:
            raise MailboxAway("the mailbox is away")
        return 1

    async def remove(self, uid: str) -> None:
        self.mails.remove(uid)


async def a_round(monkeypatch: pytest.MonkeyPatch, folder: Folder, late: list[str], *refused: str) -> int:
    @asynccontextmanager
    async def opened(account: MailAccount) -> AsyncIterator[Any]:
        folder.lost, folder.looked_at = False, []
        yield folder

    async def take(mail: MailAtServer) -> bool:
        if mail.uid in refused:
            raise TryLater(f"not {mail.uid}")
        return True

    monkeypatch.setattr(module, "opened", opened)
    return await go_through(ACCOUNT, take, late)


async def test_what_is_refused_stays_and_all_others_are_taken_in_the_same_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, late = Folder(["1", "2", "3", "4"]), list[str]()
    with pytest.raises(TryLater, match="not 1"):
        await a_round(monkeypatch, folder, late, "1", "3")
    assert folder.mails == ["1", "3"]
    assert await a_round(monkeypatch, folder, late) == 0
    assert folder.mails == []
    await a_round(monkeypatch, folder, late)
    assert late == [], "what has left the folder is remembered no longer"


async def test_once_the_server_is_away_nothing_more_is_asked_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(["1", "2", "3"], breaks=frozenset({"2"}))
    with pytest.raises(MailboxAway):
        await a_round(monkeypatch, folder, [])
    assert folder.looked_at == ["1", "2"]


async def test_mails_that_break_the_connection_hold_up_none_that_once_failed_with_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, late = Folder(["1", "2", "3", "4"], breaks=frozenset({"1", "3"})), ["1", "3", "2", "4"]
    for _ in range(4):
        with pytest.raises(MailboxAway):
            await a_round(monkeypatch, folder, late)
    assert folder.mails == ["1", "3"]
