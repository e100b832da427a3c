"""Accepts a concern, plain or sealed by its channel: the insert of one request that begins a thread.

The request brings the data key of the thread along, for the team and for the person.
"""

from dataclasses import dataclass, field

from pydantic import BaseModel

from services.intake.domain.acceptance import keyed_hashes, refuse_another_body
from services.intake.domain.concern import Concern
from services.intake.domain.contact import TOLD_OF_THE_CASE
from services.intake.domain.ids import CaseId, ContactId
from services.intake.domain.request import Beginning, BoxBody, Kind, Request, ids_of_contact
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import keep
from services.intake.sealed_fields import seal_request
from services.intake.store.face import REQUESTS
from shared.clock import whole_hour
from shared.errors import Conflict
from shared.sealing import DataKey, receipt
from shared.sealing.keys import encode
from shared.sealing.keystore import wrapping


@dataclass(frozen=True)
class Receipt:
    contact_id: ContactId
    case_id: CaseId | None
    code: str = field(repr=False)


@dataclass(frozen=True)
class Attempt:
    """The name of one submission: the same key and issuer with the same text gives the same receipt again."""

    idempotency_key: str
    issuer: str
    text: str = field(repr=False)


async def submit(face: FaceDependencies, concern: Concern, *, idempotency_key: str, issuer: str) -> Receipt:
    """Accepts a concern; the same key and issuer gives the same receipt again, or Conflict for another concern."""
    attempt = Attempt(idempotency_key, issuer, concern.canonical())
    return await _begin_thread(face, "submission", concern, attempt, opens_case=concern.reason in TOLD_OF_THE_CASE)


async def submit_sealed(face: FaceDependencies, kid: str, box: bytes, *, idempotency_key: str, issuer: str) -> Receipt:
    """Accepts what a channel's system sealed for the team, and passes it on unopened.

    The same key and issuer with the same bytes gives the same receipt again; raises Conflict for another key id.
    """
    if kid != face.team.fingerprint:
        raise Conflict("unknown-sealing-key", "Dieser Schlüssel gilt nicht mehr. Bitte holen Sie den jetzigen.")
    attempt = Attempt(idempotency_key, issuer, box.hex())
    return await _begin_thread(face, "sealed_submission", BoxBody(box=encode(box)), attempt, opens_case=False)


async def _begin_thread(
    face: FaceDependencies, kind: Kind, body: BaseModel, attempt: Attempt, *, opens_case: bool
) -> Receipt:
    """Begins the thread. `opens_case`: whether the sender is told that a case opens.

    Raises Conflict where the same attempt had another content before.
    """
    code = receipt.derive(face.pepper, attempt.idempotency_key, attempt.issuer)
    request_id, said = keyed_hashes(face.pepper, attempt.text, attempt.idempotency_key, attempt.issuer)
    locator, key = receipt.locator(face.pepper, code), DataKey.generate()
    contact_id, case_id = ids_of_contact(request_id, key.id)
    team = wrapping(key, request_id, face.team)
    unsigned = Request(
        id=request_id,
        kind=kind,
        locator=locator,
        number=0,
        at=whole_hour(face.clock()),
        sealed=seal_request(key, kind, locator, request_id, body),
        body=said,
        contact_id=contact_id,
        case_id=case_id if opens_case else None,
        begins=Beginning(
            for_team=team["box"],
            wrapped_for=team["wrapped_for"],
            receipt=receipt.wrap(receipt.wrapping_key(code), key, locator),
        ),
    )
    if not await face.mailbox.is_known(locator) and await keep(face, key, unsigned):
        return Receipt(contact_id, unsigned.case_id, code)
    earlier = await _earlier(face, request_id, said)
    return Receipt(earlier.contact_id, earlier.case_id, code)


@dataclass(frozen=True)
class _EarlierIds:
    contact_id: ContactId
    case_id: CaseId | None


async def _earlier(face: FaceDependencies, request_id: str, said: str) -> _EarlierIds:
    earlier = await REQUESTS.look_up(face.store, id=request_id)
    if earlier is None or earlier.contact_id is None:
        raise Conflict("reused-idempotency-key", "Dieser Schlüssel wurde schon für eine Meldung verwendet.")
    refuse_another_body(earlier.body, said)
    return _EarlierIds(earlier.contact_id, earlier.case_id)
