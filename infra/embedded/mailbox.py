"""The demo's mailbox: an IMAP server that keeps its mails in memory; nothing leaves the machine."""

import asyncio
import signal
import sys
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from pymap.backend.dict import DictBackend
from pymap.imap import IMAPService
from pysasl.hashing import BuiltinHash

USER: Final = "anlaufstelle"
READER: Final = "intake-desk"
KEPT_IN: Final = "imap_password"
"""The file of the password, among the reader's secrets."""

ONE_ROUND: Final = BuiltinHash(rounds=1)
"""One round is enough: the hash lies only in the memory of this process, which knows the password as well."""


@asynccontextmanager
async def a_mailbox(host: str, port: int, user: str, password: str) -> AsyncIterator[None]:
    """Serves IMAP without TLS at this address until it is left; its mails are gone afterwards."""
    left_out = dict.fromkeys(("cert", "key", "passlib_cfg", "proxy_protocol", "inherited_sockets"))
    demo = {"demo_data": False, "demo_user": user, "demo_password": password}
    asked = Namespace(host=host, port=port, debug=False, tls=False, **left_out, **demo)
    backend, config = await DictBackend.init(asked, secure_auth=False, hash_context=ONE_ROUND)
    config.apply_context()
    async with AsyncExitStack() as stack:
        await backend.start(stack)
        await IMAPService(backend, config).start(stack)
        yield


async def serve(host: str, port: int, secrets: Path) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with a_mailbox(host, port, USER, (secrets / KEPT_IN).read_text()):
        await ended.wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
