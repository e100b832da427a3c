"""All that is known of a person goes: first what opens it, then what is kept, and everybody hears that it is gone."""

from functools import partial
from typing import Final

from services.intake.domain import case, contact
from services.intake.domain.state import CaseId, ContactId
from services.intake.handlers.workplace import Mailroom
from services.intake.publications import say
from services.intake.store import (
    ACCEPTANCES,
    BOXES,
    CASES,
    CONSENTS,
    CONTACTS,
    HANDOVERS,
    MESSAGES,
    PROGRESS,
    SAFE_CONTACTS,
    THREADS,
)
from shared.audit import Reader
from shared.bus import Transaction

OF_A_THREAD: Final = (MESSAGES, SAFE_CONTACTS, PROGRESS, THREADS)
OF_A_CASE: Final = (HANDOVERS, CONSENTS)


async def erase_case(room: Mailroom, by: Reader, case_id: CaseId) -> None:
    async def look(tx: Transaction) -> list[str]:
        waiting = await MESSAGES.count(tx, thread=case_id, unread=True)
        case.refuse_erasing(await CASES.get(tx, id=case_id), waiting)
        await room.desk.audit.note(tx, by, "erased", case_id)
        return [case_id, *(each.id for each in await CONTACTS.all(tx, case_id=case_id))]

    await _erase(room, await room.desk.unit_of_work(look))


async def erase_contact(room: Mailroom, by: Reader, contact_id: ContactId) -> None:
    """For a contact that never became a case."""

    async def look(tx: Transaction) -> list[str]:
        waiting = await MESSAGES.count(tx, thread=contact_id, unread=True)
        contact.refuse_erasing(await CONTACTS.get(tx, id=contact_id, case_id=None), waiting)
        await room.desk.audit.note(tx, by, "erased", contact_id)
        return [contact_id]

    await _erase(room, await room.desk.unit_of_work(look))


async def _erase(room: Mailroom, owners: list[str]) -> None:
    """Halfway it is finished by the worker, since the owners are listed as erased before anything else happens."""
    for owner in owners:
        await room.desk.keys.erase(owner)
        await room.drop(owner)
    await room.desk.unit_of_work(partial(forget, owners[0]))


async def forget(owner: str, tx: Transaction) -> None:
    """`owner` is a case or a contact; a contact of a case goes with it, and a case with its contact."""
    known = await CONTACTS.find(tx, case_id=owner) or await CONTACTS.find(tx, id=owner)
    closed = await CASES.find(tx, id=known.case_id if known else owner)
    for each in {owner, closed.id if closed else owner, known.id if known else owner}:
        await _forget_thread(tx, each)
        tx.erase(each)
    if closed:
        await CASES.remove(tx, id=closed.id)
        say(tx, case.CaseErased(closed))
    if known:
        await CONTACTS.remove(tx, id=known.id)
        say(tx, contact.ContactErased(known))


async def _forget_thread(tx: Transaction, thread: str) -> None:
    for records in OF_A_THREAD:
        await records.remove(tx, thread=thread)
    for of_case in OF_A_CASE:
        await of_case.remove(tx, case_id=thread)
    await ACCEPTANCES.remove(tx, contact_id=thread)
    await BOXES.remove(tx, id=thread)
