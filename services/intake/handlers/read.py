"""What the desk sees of one contact and its case."""

from dataclasses import dataclass, field

from services.intake.domain import handover
from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.progress import Progress
from services.intake.domain.state import CaseId, ContactId
from services.intake.domain.thread import SafeWay
from services.intake.envelopes import open_channel_reference, open_items, open_message, open_safe_way
from services.intake.handlers.follow import AskedFor, Spoken
from services.intake.handlers.workplace import Desk
from services.intake.store import CASES, CONSENTS, CONTACTS, HANDOVERS, MESSAGES, PROGRESS, SAFE_CONTACTS
from shared.bus.transaction import Tx
from shared.sealing import DataKey


@dataclass(frozen=True)
class File:
    contact: Contact
    case: Case | None
    messages: list[Spoken]
    handovers: list[AskedFor]
    progress: list[Progress]
    safe_way: SafeWay | None = field(repr=False)
    channel_reference: str | None = field(repr=False)


async def file_of_case(desk: Desk, case_id: CaseId) -> File:
    return await _file(desk, await desk.transact(lambda tx: CONTACTS.get(tx, case_id=case_id)))


async def file_of_contact(desk: Desk, contact_id: ContactId) -> File:
    return await _file(desk, await desk.transact(lambda tx: CONTACTS.get(tx, id=contact_id)))


async def _file(desk: Desk, found: Contact) -> File:
    key = await desk.key(found.thread)
    return await desk.transact(lambda tx: _read(tx, found, key))


async def _read(tx: Tx, found: Contact, key: DataKey) -> File:
    thread = found.thread
    messages = await MESSAGES.all(tx, sort="number", thread=thread)
    handovers = await HANDOVERS.all(tx, sort="asked_at", case_id=thread)
    consents = await CONSENTS.all(tx, sort="at", case_id=thread)
    safe = await SAFE_CONTACTS.find(tx, thread=thread, withdrawn=False)
    return File(
        contact=await CONTACTS.get(tx, id=found.id),
        case=await CASES.find(tx, id=found.case_id),
        messages=[Spoken(message, open_message(key, message)) for message in messages],
        handovers=[AskedFor(asked, handover.standing(asked, consents), open_items(key, asked)) for asked in handovers],
        progress=await PROGRESS.all(tx, sort="at", thread=thread),
        safe_way=open_safe_way(key, safe) if safe else None,
        channel_reference=open_channel_reference(key, found),
    )
