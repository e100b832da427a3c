"""Reads how the persons of one's own tasks may be reached; that it was read is noted."""

from collections.abc import Iterable

from services.intake.domain.ids import ThreadId
from services.intake.domain.safe_contact import SafeContact, in_force
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.sealed_fields import open_safe_contact
from services.intake.store import SAFE_CONTACTS
from shared.bus import Transaction
from shared.errors import NotFound
from shared.sealing import DataKey
from shared.web import Staff


async def read_ways(desk: DeskDependencies, me: Staff, threads: Iterable[ThreadId]) -> dict[ThreadId, SafeContact]:
    """Returns the safe contacts in force. Requires that `me` is responsible for these threads.

    A thread that was erased, or has no safe contact in force, is left out.
    """
    keys = {thread: key for thread in threads if (key := await _key(desk, thread))}

    async def work(tx: Transaction) -> dict[ThreadId, SafeContact]:
        found = {}
        for thread, key in keys.items():
            stated = in_force(await SAFE_CONTACTS.all(tx, sort="number", thread=thread))
            if stated:
                await desk.audit.note(tx, me, "safe-contact", thread)
                found[thread] = open_safe_contact(key, stated)
        return found

    return await desk.unit_of_work(work) if keys else {}


async def _key(desk: DeskDependencies, thread: ThreadId) -> DataKey | None:
    try:
        return await desk.key(thread)
    except NotFound:
        return None
