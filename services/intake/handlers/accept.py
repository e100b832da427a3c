"""A concern comes in: contact, case, sealed text and what others hear of it, in one transaction or not at all."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from services.intake.domain import acceptance, case, contact
from services.intake.domain.acceptance import Acceptance
from services.intake.domain.concern import Concern
from services.intake.domain.contact import Contact, Recorded
from services.intake.domain.state import CaseId, ContactId
from services.intake.domain.thread import Message, SafeContact, SafeContactGiven, SafeWay, Thread
from services.intake.envelopes import seal_channel_reference, seal_message, seal_safe_way
from services.intake.handlers.workplace import Portal
from services.intake.publications import say
from services.intake.store import ACCEPTANCES, CASES, CONTACTS, MESSAGES, SAFE_CONTACTS, THREADS
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.errors import Conflict
from shared.failpoint import failpoint
from shared.sealing import DataKey, receipt
from shared.store import DuplicateKeyError


@dataclass(frozen=True)
class Receipt:
    contact_id: ContactId
    case_id: CaseId | None
    code: str = field(repr=False)


async def accept(portal: Portal, concern: Concern, *, idempotency_key: str, issuer: str) -> Receipt:
    """The same key and issuer with the same concern gives the same receipt again."""
    code = receipt.derive(portal.pepper, idempotency_key, issuer)
    locator = receipt.locator(portal.pepper, code)
    attempt, body = hashes(portal.pepper, concern.model_dump_json(), idempotency_key, issuer)
    recorded = of(concern, portal.clock())
    new = recorded.state
    key = await portal.keys.create(new.thread, is_new=True)
    failpoint("accept.after_key")
    await portal.receipts.keep(new.thread, receipt.wrap(receipt.wrapping_key(code), key, new.thread))
    failpoint("accept.after_receipt")

    async def work(tx: Transaction) -> Acceptance:
        tx.declare_new_keys(new.id, new.thread)
        accepted = Acceptance(id=attempt, body=body, contact_id=new.id, case_id=new.case_id)
        await ACCEPTANCES.add(tx, accepted)
        await THREADS.add(tx, Thread(id=locator, thread=new.thread, contact_id=new.id, case_id=new.case_id))
        await record(tx, recorded, concern, key)
        return accepted

    try:
        accepted = await portal.unit_of_work(work)
    except DuplicateKeyError:
        accepted = await portal.unit_of_work(lambda tx: accepted_before(tx, attempt, body))
    return Receipt(accepted.contact_id, accepted.case_id, code)


async def accepted_before(tx: Transaction, attempt: str, body: str) -> Acceptance:
    earlier = await ACCEPTANCES.find(tx, id=attempt)
    if earlier is None:
        raise Conflict("reused-idempotency-key", "Dieser Schlüssel wurde schon für eine Meldung verwendet.")
    return acceptance.same(earlier, body)


def of(concern: Concern, at: datetime, contact_id: str | None = None, case_id: str | None = None) -> Recorded:
    return contact.record(
        ContactId(contact_id or str(uuid4())),
        CaseId(case_id or str(uuid4())),
        channel=concern.channel,
        reason=concern.reason,
        land=concern.situation.land,
        via=concern.via,
        hour=whole_hour(at),
    )


async def record(tx: Transaction, recorded: Recorded, concern: Concern, key: DataKey, *, unread: bool = True) -> None:
    new = recorded.state
    sealed = concern.channel_reference and seal_channel_reference(key, new.thread, concern.channel_reference)
    await CONTACTS.add(tx, new.model_copy(update={"channel_reference": sealed}))
    say(tx, recorded)
    if new.case_id:
        opened = case.open_case(new.case_id, new.id, concern.channel, concern.situation)
        await CASES.add(tx, opened.state)
        say(tx, opened)
    await _first_message(tx, new, key, concern.text, unread)
    if concern.safe_way:
        await _remember_safe_way(tx, new, key, concern.safe_way)


async def _first_message(tx: Transaction, new: Contact, key: DataKey, text: str, unread: bool) -> None:
    message_id = str(uuid4())
    sealed = seal_message(key, new.thread, message_id, text)
    first = Message(
        id=message_id, thread=new.thread, number=1, by="person", at=new.recorded_at, sealed=sealed, unread=unread
    )
    await MESSAGES.add(tx, first)


async def _remember_safe_way(tx: Transaction, new: Contact, key: DataKey, way: SafeWay) -> None:
    reference = str(uuid4())
    sealed = seal_safe_way(key, new.thread, reference, way)
    safe = SafeContact(id=reference, thread=new.thread, contact_id=new.id, case_id=new.case_id, sealed=sealed)
    await SAFE_CONTACTS.add(tx, safe)
    say(tx, SafeContactGiven(safe))


def hashes(pepper: bytes, body: str, idempotency_key: str, issuer: str) -> tuple[str, str]:
    """By which the same attempt and the same body are known again."""
    attempt = _keyed(pepper, "attempt", issuer, idempotency_key)
    return attempt, _keyed(pepper, "body", attempt, body)


def _keyed(pepper: bytes, *parts: str) -> str:
    return hmac.digest(pepper, "\x1f".join(parts).encode(), "sha256").hex()
