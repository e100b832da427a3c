"""A concern is submitted: sealed at once, and accepted when the majority has it."""

from services.intake.domain.concern import Concern
from services.intake.domain.contact import TOLD_OF_THE_CASE
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.begin_thread import Attempt, Receipt, begin_thread


async def submit(face: FaceDependencies, concern: Concern, *, idempotency_key: str, issuer: str) -> Receipt:
    """The same key and issuer with the same concern gives the same receipt again; with another, Conflict."""
    attempt = Attempt(idempotency_key, issuer, concern.canonical())
    return await begin_thread(face, "submission", concern, attempt, opens_case=concern.reason in TOLD_OF_THE_CASE)
