"""A concern is submitted: contact, case, sealed text and events in one transaction or not at all."""

from dataclasses import dataclass, field

from services.intake.domain import acceptance
from services.intake.domain.acceptance import Acceptance
from services.intake.domain.concern import Concern
from services.intake.domain.ids import CaseId, ContactId
from services.intake.domain.thread import Thread
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.new_contact import add_contact, keyed_hashes, new_contact
from services.intake.store import ACCEPTANCES, THREADS
from shared.bus import Transaction
from shared.errors import Conflict
from shared.failpoint import failpoint
from shared.sealing import receipt
from shared.store import DuplicateKeyError


@dataclass(frozen=True)
class Receipt:
    contact_id: ContactId
    case_id: CaseId | None
    code: str = field(repr=False)


async def submit(face: FaceDependencies, concern: Concern, *, idempotency_key: str, issuer: str) -> Receipt:
    """The same key and issuer with the same concern gives the same receipt again; with another, Conflict."""
    code = receipt.derive(face.pepper, idempotency_key, issuer)
    locator = receipt.locator(face.pepper, code)
    attempt, body = keyed_hashes(face.pepper, concern.canonical(), idempotency_key, issuer)
    recorded = new_contact(concern, face.clock())
    new = recorded.state
    key = await face.keys.create(new.thread, is_new=True)
    failpoint("accept.after_key")
    await face.receipts.keep(new.thread, receipt.wrap(receipt.wrapping_key(code), key, new.thread))
    failpoint("accept.after_receipt")

    async def work(tx: Transaction) -> Acceptance:
        tx.declare_new_keys(new.id, new.thread)
        accepted = Acceptance(id=attempt, body=body, contact_id=new.id, case_id=new.case_id)
        await ACCEPTANCES.add(tx, accepted)
        await THREADS.add(tx, Thread(id=locator, thread=new.thread, contact_id=new.id, case_id=new.case_id))
        await add_contact(tx, recorded, concern, key)
        return accepted

    try:
        accepted = await face.unit_of_work(work)
    except DuplicateKeyError:
        accepted = await face.unit_of_work(lambda tx: _accepted_before(tx, attempt, body))
    return Receipt(accepted.contact_id, accepted.case_id, code)


async def _accepted_before(tx: Transaction, attempt: str, body: str) -> Acceptance:
    earlier = await ACCEPTANCES.find(tx, id=attempt)
    if earlier is None:
        raise Conflict("reused-idempotency-key", "Dieser Schlüssel wurde schon für eine Meldung verwendet.")
    return acceptance.same(earlier, body)
