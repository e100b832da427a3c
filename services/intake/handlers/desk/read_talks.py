"""Reads what is asked for of a talk or a training, for the list of one's own tasks; that it was read is noted."""

from collections.abc import Iterable

from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId
from services.intake.domain.talk import Talk
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.sealed_fields import open_talk
from shared.bus import Transaction
from shared.errors import NotFound
from shared.web import Staff


async def read_talks(desk: DeskDependencies, me: Staff, contacts: Iterable[Contact]) -> dict[ContactId, Talk]:
    """Returns the talks. Requires that `me` is responsible for the contacts.

    A contact that was erased, or asks for none, is left out.
    """
    found = [(of, talk) for of in contacts if (talk := await _opened(desk, of))]

    async def note(tx: Transaction) -> dict[ContactId, Talk]:
        for of, _ in found:
            await desk.audit.note(tx, me, "talk", of.thread)
        return {of.id: talk for of, talk in found}

    return await desk.unit_of_work(note) if found else {}


async def _opened(desk: DeskDependencies, of: Contact) -> Talk | None:
    try:
        return open_talk(await desk.key(of.thread), of) if of.talk else None
    except NotFound:
        return None
