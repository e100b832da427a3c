"""What the desk sees of one contact and its case; that it was seen is kept."""

from dataclasses import dataclass, field
from typing import Any

from services.intake.domain import handover
from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.progress import Progress
from services.intake.domain.state import CaseId, ContactId
from services.intake.domain.thread import SafeWay, in_force
from services.intake.envelopes import open_channel_reference, open_items, open_message, open_safe_way
from services.intake.handlers.access import seen_by
from services.intake.handlers.follow import AskedFor, Spoken
from services.intake.handlers.workplace import Desk
from services.intake.store import CASES, CONSENTS, HANDOVERS, MESSAGES, PROGRESS, SAFE_CONTACTS
from shared.bus import Transaction
from shared.sealing import DataKey
from shared.web import Staff


@dataclass(frozen=True)
class File:
    contact: Contact
    case: Case | None
    messages: list[Spoken]
    handovers: list[AskedFor]
    progress: list[Progress]
    safe_way: SafeWay | None = field(repr=False)
    channel_reference: str | None = field(repr=False)


async def contact(desk: Desk, me: Staff, **wanted: Any) -> Contact:
    """Without its content."""
    return await desk.unit_of_work(lambda tx: seen_by(tx, me, **wanted))


async def file_of_case(desk: Desk, me: Staff, case_id: CaseId) -> File:
    return await _file(desk, me, await contact(desk, me, case_id=case_id))


async def file_of_contact(desk: Desk, me: Staff, contact_id: ContactId) -> File:
    return await _file(desk, me, await contact(desk, me, id=contact_id))


async def _file(desk: Desk, me: Staff, found: Contact) -> File:
    key = await desk.key(found.thread)

    async def work(tx: Transaction) -> File:
        seen = await seen_by(tx, me, id=found.id)
        await desk.audit.note(tx, me, "file", seen.thread)
        return await _read(tx, seen, key)

    return await desk.unit_of_work(work)


async def _read(tx: Transaction, found: Contact, key: DataKey) -> File:
    thread = found.thread
    messages = await MESSAGES.all(tx, sort="number", thread=thread)
    handovers = await HANDOVERS.all(tx, sort="asked_at", case_id=thread)
    consents = await CONSENTS.all(tx, sort="at", case_id=thread)
    safe = in_force(await SAFE_CONTACTS.all(tx, sort="number", thread=thread))
    return File(
        contact=found,
        case=await CASES.find(tx, id=found.case_id),
        messages=[Spoken(message, open_message(key, message)) for message in messages],
        handovers=[AskedFor(asked, handover.standing(asked, consents), open_items(key, asked)) for asked in handovers],
        progress=await PROGRESS.all(tx, sort="at", thread=thread),
        safe_way=open_safe_way(key, safe) if safe else None,
        channel_reference=open_channel_reference(key, found),
    )
