"""A channel's system submits what it sealed for the team: the face keeps it closed until the desk opens it."""

from uuid import uuid4

from services.intake.domain import acceptance
from services.intake.domain.acceptance import Acceptance
from services.intake.domain.ids import CaseId, ContactId
from services.intake.domain.submission import Box
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.new_contact import keyed_hashes
from services.intake.handlers.person.submit import Receipt
from services.intake.handlers.services.unseal import UNSEAL
from services.intake.store import ACCEPTANCES, BOXES, THREADS
from shared.bus import Transaction
from shared.errors import Conflict
from shared.sealing import receipt


async def submit_sealed(face: FaceDependencies, kid: str, box: bytes, *, idempotency_key: str, issuer: str) -> Receipt:
    """The same key and issuer with the same bytes gives the same receipt again; raises Conflict for another key id."""
    if kid != face.keys.public.fingerprint:
        raise Conflict("unknown-sealing-key", "Dieser Schlüssel gilt nicht mehr. Bitte holen Sie den jetzigen.")
    code = receipt.derive(face.pepper, idempotency_key, issuer)
    attempt, body = keyed_hashes(face.pepper, box.hex(), idempotency_key, issuer)
    new = Box(
        id=ContactId(str(uuid4())),
        case_id=CaseId(str(uuid4())),
        box=box,
        wrapping=face.keys.public.seal(receipt.wrapping_key(code)),
        locator=receipt.locator(face.pepper, code),
    )
    accepted = await face.unit_of_work(lambda tx: _accept(tx, new, attempt, body))
    return Receipt(accepted.contact_id, None, code)


async def _accept(tx: Transaction, new: Box, attempt: str, body: str) -> Acceptance:
    earlier = await ACCEPTANCES.find(tx, id=attempt)
    if earlier:
        return acceptance.same(earlier, body)
    if await THREADS.find(tx, id=new.locator):
        raise Conflict("reused-idempotency-key", "Dieser Schlüssel wurde schon für eine Meldung verwendet.")
    await BOXES.add(tx, new)
    tx.add_effect(UNSEAL, key=new.id, payload={})
    accepted = Acceptance(id=attempt, body=body, contact_id=new.id, case_id=None)
    await ACCEPTANCES.add(tx, accepted)
    return accepted
