"""What is sealed in a thread, opened with its data key: the same for the person and for the desk."""

from dataclasses import dataclass, field

from services.intake.domain import handover
from services.intake.domain.handover import Handover, Standing
from services.intake.domain.ids import ThreadId
from services.intake.domain.progress import Progress
from services.intake.domain.safe_contact import SafeContact, in_force
from services.intake.domain.thread import Message
from services.intake.sealed_fields import open_items, open_message, open_safe_contact
from services.intake.store import CONSENTS, HANDOVERS, MESSAGES, PROGRESS, SAFE_CONTACTS
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentItem
from shared.sealing import DataKey


@dataclass(frozen=True)
class OpenedMessage:
    message: Message
    text: str = field(repr=False)


@dataclass(frozen=True)
class OpenedHandover:
    handover: Handover
    standing: Standing
    texts: dict[ConsentItem, str] = field(repr=False)


@dataclass(frozen=True)
class ThreadContent:
    messages: list[OpenedMessage]
    handovers: list[OpenedHandover]
    progress: list[Progress]
    safe_contact: SafeContact | None = field(repr=False)


async def thread_content(tx: Transaction, thread: ThreadId, key: DataKey) -> ThreadContent:
    messages = await MESSAGES.all(tx, sort="number", thread=thread)
    handovers = await HANDOVERS.all(tx, sort="asked_at", case_id=thread)
    consents = await CONSENTS.all(tx, sort="at", case_id=thread)
    safe = in_force(await SAFE_CONTACTS.all(tx, sort="number", thread=thread))
    return ThreadContent(
        messages=[OpenedMessage(each, open_message(key, each)) for each in messages],
        handovers=[
            OpenedHandover(each, handover.standing(each, consents), open_items(key, each)) for each in handovers
        ],
        progress=await PROGRESS.all(tx, sort="at", thread=thread),
        safe_contact=open_safe_contact(key, safe) if safe else None,
    )
