"""The person comes back with the receipt code: reads, writes, and decides what may be passed on."""

import secrets
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4, uuid5

from services.intake.domain import handover
from services.intake.domain.handover import Decision, Handover, Standing
from services.intake.domain.progress import Progress
from services.intake.domain.state import HandoverId
from services.intake.domain.thread import Message, SafeWay, Thread, in_force
from services.intake.envelopes import open_items, open_message, open_safe_way, seal_message
from services.intake.handlers.workplace import Portal
from services.intake.publications import say
from services.intake.store import CONSENTS, HANDOVERS, MESSAGES, PROGRESS, SAFE_CONTACTS, THREADS
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.contracts.vocabulary import ConsentHow, ConsentItem
from shared.errors import NotFound
from shared.sealing import CannotOpen, DataKey, receipt

DECOY: Final = "00000000-0000-4000-8000-000000000000"
NOT_THERE: Final = "Zu diesem Rückmeldecode gibt es hier nichts."


@dataclass(frozen=True)
class Ticket:
    """What a receipt code turns into: where the thread is, and what opens it."""

    locator: str
    wrapping: bytes = field(repr=False)


@dataclass(frozen=True)
class Spoken:
    message: Message
    text: str = field(repr=False)


@dataclass(frozen=True)
class AskedFor:
    handover: Handover
    standing: Standing
    texts: dict[ConsentItem, str] = field(repr=False)


@dataclass(frozen=True)
class Followed:
    thread: Thread
    messages: list[Spoken]
    handovers: list[AskedFor]
    progress: list[Progress]
    safe_way: SafeWay | None = field(repr=False)


@dataclass(frozen=True)
class Opened:
    thread: Thread
    key: DataKey


def ticket(portal: Portal, code: str) -> Ticket:
    """Raises Invalid for a code that was mistyped, and only then."""
    read = receipt.read(code)
    return Ticket(receipt.locator(portal.pepper, read), receipt.wrapping_key(read))


async def enter(portal: Portal, shown: Ticket) -> Opened:
    """The same work and the same answer whether the code is unknown, wrong or erased."""
    thread = await portal.unit_of_work(lambda tx: THREADS.find(tx, id=shown.locator))
    owner = thread.thread if thread else DECOY
    wrapped = await portal.receipts.find(owner) or {"kid": DECOY, "box": secrets.token_bytes(60)}
    try:
        key = receipt.unwrap(shown.wrapping, wrapped, owner)
    except CannotOpen:
        raise NotFound("not-found", NOT_THERE) from None
    if thread is None:
        raise NotFound("not-found", NOT_THERE)
    return Opened(thread, key)


async def follow(portal: Portal, shown: Ticket) -> Followed:
    opened = await enter(portal, shown)
    thread, key = opened.thread, opened.key

    async def work(tx: Transaction) -> Followed:
        messages = await MESSAGES.all(tx, sort="number", thread=thread.thread)
        handovers = await HANDOVERS.all(tx, sort="asked_at", case_id=thread.thread)
        consents = await CONSENTS.all(tx, sort="at", case_id=thread.thread)
        safe = in_force(await SAFE_CONTACTS.all(tx, sort="number", thread=thread.thread))
        return Followed(
            thread,
            [Spoken(message, open_message(key, message)) for message in messages],
            [AskedFor(asked, handover.standing(asked, consents), open_items(key, asked)) for asked in handovers],
            await PROGRESS.all(tx, sort="at", thread=thread.thread),
            open_safe_way(key, safe) if safe else None,
        )

    return await portal.unit_of_work(work)


async def write(portal: Portal, shown: Ticket, text: str, attempt: str) -> None:
    """The same text in the same attempt is one message; another text never counts as taken."""
    opened = await enter(portal, shown)
    thread = opened.thread.thread
    message_id = str(uuid5(UUID(thread), f"{attempt}\n{text}"))

    async def work(tx: Transaction) -> None:
        tx.lock_key(thread)
        if await MESSAGES.find(tx, id=message_id):
            return
        message = Message(
            id=message_id,
            thread=thread,
            number=await MESSAGES.count(tx, thread=thread) + 1,
            by="person",
            at=whole_hour(tx.now),
            sealed=seal_message(opened.key, thread, message_id, text),
            unread=True,
        )
        await MESSAGES.add(tx, message)

    await portal.unit_of_work(work)


async def decide(portal: Portal, shown: Ticket, handover_id: HandoverId, decision: Decision) -> None:
    opened = await enter(portal, shown)

    async def work(tx: Transaction) -> None:
        asked = await HANDOVERS.get(tx, id=handover_id, case_id=opened.thread.thread)
        consents = await CONSENTS.all(tx, sort="at", case_id=asked.case_id)
        decided = handover.decide(
            asked, consents, decision, consent_id=str(uuid4()), how=ConsentHow.PAGE, at=whole_hour(tx.now)
        )
        if decided:
            await CONSENTS.add(tx, decided.state)
            say(tx, decided)

    await portal.unit_of_work(work)
