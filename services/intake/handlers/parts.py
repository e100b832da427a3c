"""Stores a file as it came, in parts sealed under the data key of its thread: a mail or a piece of evidence."""

from collections.abc import AsyncGenerator
from functools import partial

from services.intake.domain.ids import ThreadId
from services.intake.domain.mail import MailPart
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.sealed_fields import open_part, seal_part
from services.intake.store import MAIL_PARTS
from shared.bus import Transaction
from shared.sealing import DataKey


async def keep_part(tx: Transaction, key: DataKey, thread: ThreadId, file: str, number: int, content: bytes) -> None:
    """Seals and stores one part; the same part again replaces it. `file`: the id of the mail or piece of evidence."""
    named = f"{thread}|{file}|{number}"
    sealed = seal_part(key, thread, named, content)
    await MAIL_PARTS.put(tx, MailPart(id=named, mail=file, thread=thread, number=number, sealed=sealed))


async def open_parts(desk: DeskDependencies, thread: ThreadId, file: str, many: int) -> AsyncGenerator[bytes]:
    """Yields the parts opened, one at a time. Raises NotFound where the thread is erased meanwhile."""
    key = await desk.key(thread)
    for number in range(many):
        wanted = partial(part_of, thread=thread, file=file, number=number)
        yield open_part(key, await desk.unit_of_work(wanted))


async def part_of(tx: Transaction, thread: ThreadId, file: str, number: int) -> MailPart:
    """Returns the part, still sealed. Raises NotFound for a part that the file does not have."""
    return await MAIL_PARTS.get(tx, thread=thread, mail=file, number=number)
