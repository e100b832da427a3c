"""Tells notification which automatic answers are owed, and the address of each when notification sends it."""

from typing import Any, Final

from services.intake.domain.acknowledgement import OWED_FOR, Acknowledgement, is_owed, may_be_sent
from services.intake.domain.safe_contact import SafeContactEntry, in_force
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.sealed_fields import open_recipient, open_safe_contact
from services.intake.store import ACKNOWLEDGEMENTS, SAFE_CONTACTS
from shared.audit import Reader
from shared.bus import Transaction
from shared.errors import Gone
from shared.store import MoreThan

NOT_ANY_MORE: Final = "Diese Mail bekommt keine automatische Antwort."


async def list_acknowledgements(desk: DeskDependencies) -> dict[str, list[str]]:
    """Returns the names of the answers that are owed now, perhaps sent already, without addresses."""

    async def work(tx: Transaction) -> dict[str, list[str]]:
        owed = await ACKNOWLEDGEMENTS.all(tx, sort="at", at=MoreThan(tx.now - OWED_FOR))
        return {"owed": [each.name for each in owed if each.name]}

    return await desk.unit_of_work(work)


async def fetch_acknowledgement(desk: DeskDependencies, by: Reader, name: str, own_address: str) -> dict[str, Any]:
    """Returns the recipient, and as `reply_to` the mailbox that is read here, `own_address`.

    Raises NotFound where its thread was erased, Gone where it is too late, or the person is not to be reached that way.
    """

    async def work(tx: Transaction) -> tuple[Acknowledgement, list[SafeContactEntry]]:
        found = await ACKNOWLEDGEMENTS.get(tx, name=name)
        if not is_owed(found, tx.now):
            raise Gone(sentence=NOT_ANY_MORE)
        await desk.audit.note(tx, by, "acknowledgement", found.thread)
        return found, await SAFE_CONTACTS.all(tx, sort="number", thread=found.thread)

    found, entries = await desk.unit_of_work(work)
    key = await desk.key(found.thread)
    recipient = open_recipient(key, found)
    if entries:
        current = in_force(entries)
        if current is None or not may_be_sent(recipient.to, open_safe_contact(key, current)):
            raise Gone(sentence=NOT_ANY_MORE)
    return {**recipient.model_dump(), "reply_to": own_address}
