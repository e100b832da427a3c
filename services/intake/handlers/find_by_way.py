"""Finds the threads of a phone number or mail address, by marks that follow every change of a safe contact."""

from collections.abc import Mapping
from typing import Final

from services.intake.domain.found_by import FoundBy, mark, mark_of
from services.intake.domain.ids import ThreadId
from services.intake.domain.safe_contact import SafeContact, in_force
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.thread_effect import ThreadEffect
from services.intake.sealed_fields import open_safe_contact
from services.intake.store import FOUND_BY, SAFE_CONTACTS
from shared.bus import Transaction
from shared.sealing import DataKey

MARK: Final = "mark"


def mark_later(tx: Transaction, thread: ThreadId) -> None:
    """Marks the thread anew after this transaction, which changes its safe contact."""
    tx.add_effect(MARK, key=thread, payload={})


async def mark_new(tx: Transaction, found_by: bytes, stated: Mapping[ThreadId, SafeContact]) -> None:
    """Writes the marks of threads that this transaction begins: no earlier safe contact can be in force in them."""
    made = [(thread, mark_of(found_by, way)) for thread, way in stated.items()]
    await FOUND_BY.put_all(tx, [FoundBy(thread=thread, mark=made_of) for thread, made_of in made if made_of])


class Marking(ThreadEffect):
    """The handler of effects of kind `mark`: the one that runs last marks the safe contact in force."""

    async def do(self, tx: Transaction, thread: ThreadId, key: DataKey) -> None:
        """Replaces the mark; leaves none where no safe contact is in force, or none with an address or number."""
        await FOUND_BY.remove(tx, thread=thread)
        stated = in_force(await SAFE_CONTACTS.all(tx, sort="number", thread=thread))
        made = mark_of(self.desk.found_by, open_safe_contact(key, stated)) if stated else None
        if made:
            await FOUND_BY.put(tx, FoundBy(thread=thread, mark=made))


async def threads_of(desk: DeskDependencies, tx: Transaction, typed: str) -> list[ThreadId]:
    wanted = mark(desk.found_by, typed)
    return [found.thread for found in await FOUND_BY.all(tx, mark=wanted)] if wanted else []
