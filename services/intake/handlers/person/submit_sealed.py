"""A channel's system submits what it sealed for the team: the face passes it on closed."""

from services.intake.domain.request import BoxBody
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.begin_thread import Attempt, Receipt, begin_thread
from shared.errors import Conflict
from shared.sealing.keys import encode


async def submit_sealed(face: FaceDependencies, kid: str, box: bytes, *, idempotency_key: str, issuer: str) -> Receipt:
    """The same key and issuer with the same bytes gives the same receipt again; raises Conflict for another key id."""
    if kid != face.team.fingerprint:
        raise Conflict("unknown-sealing-key", "Dieser Schlüssel gilt nicht mehr. Bitte holen Sie den jetzigen.")
    attempt = Attempt(idempotency_key, issuer, box.hex())
    return await begin_thread(face, "sealed_submission", BoxBody(box=encode(box)), attempt, opens_case=False)
