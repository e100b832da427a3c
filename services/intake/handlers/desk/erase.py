"""A supervisor erases a case or a contact everywhere: first its keys, then what is stored, then it is published."""

from functools import partial
from typing import Final

from services.intake.domain import case, contact, correction, joined, retention_period
from services.intake.domain.contact import Contact
from services.intake.domain.ids import CaseId, ContactId, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.link import forget_links
from services.intake.handlers.desk.retention import unassessed_in, unseen_in
from services.intake.publications import publish
from services.intake.store import (
    ACCEPTANCES,
    ACKNOWLEDGEMENTS,
    ADDITIONS,
    AGREED_WORDS,
    ARRANGEMENTS,
    CALLER_CHECKS,
    CASES,
    CONSENTS,
    CONTACTS,
    CORRECTIONS,
    DISCLOSURES,
    DRAFTS,
    EVIDENCE,
    FILE_NUMBERS,
    FOUND_BY,
    HANDOVERS,
    HAPPENINGS,
    INCIDENTS,
    INSPECTIONS,
    MAIL_PARTS,
    MAILS,
    MESSAGES,
    NEW_CODES,
    NOTES,
    PROGRESS,
    QUOTES_SHOWN,
    RELATED,
    RETENTION_PERIODS,
    SAFE_CONTACTS,
    TAKEN,
    TASKS,
    contact_of,
)
from services.intake.store.face import at_face, close_to_person
from shared.attempts import is_done, once
from shared.audit import Reader
from shared.bus import Transaction
from shared.clock import berlin_day

OF_A_THREAD: Final = (
    *(MESSAGES, SAFE_CONTACTS, PROGRESS, TAKEN, TASKS, DISCLOSURES, INSPECTIONS, NOTES, DRAFTS),
    *(RETENTION_PERIODS, FOUND_BY, INCIDENTS, MAILS, MAIL_PARTS, EVIDENCE, ACKNOWLEDGEMENTS, QUOTES_SHOWN),
    *(AGREED_WORDS, CALLER_CHECKS, NEW_CODES, RELATED, CORRECTIONS, HAPPENINGS),
)
OF_A_CASE: Final = (HANDOVERS, CONSENTS, ADDITIONS, ARRANGEMENTS, FILE_NUMBERS)


async def erase_case(desk: DeskDependencies, by: Reader, case_id: CaseId, *, act_id: str | None = None) -> None:
    """Erases the case with all that is joined to it. `by` is noted in the audit trail.

    Raises Conflict where it is open, held or joined to another case, where something the person gave is unseen, and
    while a possible breach in it is not assessed.
    """

    async def check(tx: Transaction) -> list[list[str]]:
        await _refuse_joined(tx, await contact_of(tx, case_id))
        threads = [*await joined_threads(tx, case_id), ThreadId(case_id)]
        waiting = sum([await unseen_in(tx, each) for each in threads])
        case.refuse_erasing(await CASES.get(tx, id=case_id), waiting)
        for each in threads:
            await _refuse_held(tx, each)
            correction.refuse_erasing(len(await unassessed_in(tx, each)))
            await desk.audit.note(tx, by, "erased", each)
        return [await owners_of(tx, each) for each in threads]

    *of_joined, own = await desk.unit_of_work(check)
    for owners in of_joined:
        await erase_owners(desk, owners)
    await erase_owners(desk, own, act_id)


async def erase_contact(
    desk: DeskDependencies, by: Reader, contact_id: ContactId, *, act_id: str | None = None
) -> None:
    """Erases a contact that never became a case. Raises Conflict like erase_case."""

    async def check(tx: Transaction) -> list[str]:
        found = await CONTACTS.get(tx, id=contact_id, case_id=None)
        await _refuse_joined(tx, found)
        contact.refuse_erasing(found, await unseen_in(tx, ThreadId(contact_id)))
        await _refuse_held(tx, contact_id)
        await desk.audit.note(tx, by, "erased", contact_id)
        return [contact_id]

    await erase_owners(desk, await desk.unit_of_work(check), act_id)


async def was_erased(desk: DeskDependencies, act_id: str) -> bool:
    """Whether this act has erased it already."""
    return await desk.unit_of_work(lambda tx: is_done(tx, act_id))


async def _refuse_joined(tx: Transaction, of: Contact | None) -> None:
    """Raises Conflict for a joined contact, because it goes with its case.

    A contact whose case is gone, after a broken erasure, is erased by itself.
    """
    if of and of.joined_to and await contact_of(tx, of.joined_to):
        joined.refuse_joined(of)


async def _refuse_held(tx: Transaction, thread: str) -> None:
    retention_period.refuse_held(await RETENTION_PERIODS.find(tx, thread=thread), berlin_day(tx.now))


async def joined_threads(tx: Transaction, case_id: str) -> list[ThreadId]:
    """Returns the threads joined to the case; they are erased before it, so that none is left without it."""
    return [each.thread for each in await CONTACTS.all(tx, joined_to=case_id)]


async def owners_of(tx: Transaction, thread: str) -> list[str]:
    """Returns the owners of the keys to be destroyed: the thread first, then the contacts of the case that it is."""
    return [thread, *(each.id for each in await CONTACTS.all(tx, case_id=thread) if each.id != thread)]


async def erase_owners(desk: DeskDependencies, owners: list[str], act_id: str | None = None) -> None:
    """Destroys the keys and deletes what is stored.

    If it is interrupted, the worker finishes it: the owners are listed as erased before anything else happens.
    """
    for owner in owners:
        await desk.keys.erase(owner)
        await desk.drop_keys(owner)
    await desk.unit_of_work(lambda tx: once(tx, act_id, partial(forget, owners[0], tx)))


async def forget(owner: str, tx: Transaction) -> None:
    """Deletes and publishes in one transaction; `owner` is a case or a contact, and each goes with the other."""
    known = await contact_of(tx, owner)
    closed = await CASES.find(tx, id=known.case_id if known else owner)
    for each in {owner, closed.id if closed else owner, known.id if known else owner}:
        await _forget_thread(tx, each)
        tx.erase(each)
    if closed:
        await forget_links(tx, closed.id)
        await CASES.remove(tx, id=closed.id)
        publish(tx, case.CaseErased(closed))
    if known:
        await CONTACTS.remove(tx, id=known.id)
        publish(tx, contact.ContactErased(known))


async def _forget_thread(tx: Transaction, thread: str) -> None:
    for records in OF_A_THREAD:
        await records.remove(tx, thread=thread)
    for of_case in OF_A_CASE:
        await of_case.remove(tx, case_id=thread)
    await RELATED.remove(tx, other=thread)
    await ACCEPTANCES.remove(tx, contact_id=thread)
    await close_to_person(at_face(tx), thread)
