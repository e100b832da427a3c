"""What is asked of a mail server."""

import asyncio
import gc
from typing import Any

import psutil
import pytest

from shared.errors import TryLater
from shared.mailbox.imap import MailAccount, MailFolder, opened, size_in
from shared.secret import fixed
from tests.harness.services.imap_server import Inbox, an_inbox


class Client:
    def __init__(self, capabilities: bytes) -> None:
        self.capabilities = capabilities
        self.asked: list[tuple[str, ...]] = []

    def uid(self, *command: str) -> tuple[str, list[Any]]:
        self.asked.append(command)
        return "OK", [None]

    def capability(self) -> tuple[str, list[bytes]]:
        return "OK", [self.capabilities]


class Box:
    def __init__(self, capabilities: bytes, marked: list[str]) -> None:
        self.client = Client(capabilities)
        self.marked = marked
        self.expunged = False

    def uids(self, criteria: str) -> list[str]:
        if criteria != "DELETED":
            raise OSError("what the server said")
        return self.marked

    def expunge(self) -> None:
        self.expunged = True


async def removed(box: Box) -> list[str]:
    await MailFolder(box, "1").remove("7")  # type: ignore[arg-type]
    return [command[0] for command in box.client.asked]


async def test_a_mail_is_removed_by_its_own_number() -> None:
    box = Box(b"IMAP4rev1 UIDPLUS", ["6", "7"])
    assert await removed(box) == ["STORE", "EXPUNGE"]
    assert not box.expunged


@pytest.mark.parametrize(("marked", "expunged"), [(["7"], True), (["6", "7"], False)])
async def test_where_all_that_is_marked_would_go_nothing_goes_beside_another(marked: list[str], expunged: bool) -> None:
    box = Box(b"IMAP4rev1", marked)
    assert await removed(box) == ["STORE"]
    assert box.expunged is expunged


async def test_what_the_server_said_is_not_in_the_error() -> None:
    with pytest.raises(TryLater, match=r"^the mailbox is away$") as raised:
        await MailFolder(Box(b"", []), "1").uids()  # type: ignore[arg-type]
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    ("answers", "size"),
    [
        ([b"1 (FLAGS (\\Recent))", b"3 (RFC822.SIZE 210 UID 103)"], 210),
        ([b"3 (UID 103 RFC822.SIZE 210)"], 210),
        ([b"3 (UID 1034 RFC822.SIZE 7)"], 0),
        ([None], 0),
    ],
)
def test_the_size_of_a_mail_is_read_from_its_own_answer(answers: list[Any], size: int) -> None:
    assert size_in(answers, "103") == size


def connections(inbox: Inbox) -> list[Any]:
    """Of this process to that server; what was only forgotten fails as a warning at the next collection."""
    gc.collect()
    found = [each for each in psutil.Process().net_connections() if getattr(each.raddr, "port", None) == inbox.port]
    return [each for each in found if each.status == psutil.CONN_ESTABLISHED]


@pytest.mark.parametrize("after", [0.0, 0.02, 0.1, 0.3, 0.6])
async def test_whoever_is_cancelled_leaves_no_connection(after: float) -> None:
    """At whichever moment: while connecting, while the password is looked at, inside."""
    async with an_inbox() as inbox:

        async def look() -> None:
            async with opened(inbox.account) as folder:
                while True:
                    await folder.uids()

        looking = asyncio.create_task(look())
        await asyncio.sleep(after)
        looking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await looking
        assert connections(inbox) == []


async def test_who_is_not_let_in_leaves_no_connection() -> None:
    async with an_inbox() as inbox:
        known = inbox.account
        account = MailAccount(known.host, known.port, known.user, fixed("wrong"), known.folder, tls=False)
        with pytest.raises(TryLater):
            async with opened(account):
                pass
        assert connections(inbox) == []
