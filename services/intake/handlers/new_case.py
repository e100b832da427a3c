"""Opens cases: each gets its number and is announced."""

import secrets
from collections.abc import Sequence

from services.intake.domain import case
from services.intake.domain.case import Opened
from services.intake.domain.case_number import ALPHABET, LENGTH, CaseNumber, case_number
from services.intake.domain.contact import Contact
from services.intake.domain.situation import Situation
from services.intake.handlers.record import record
from services.intake.store import CASES
from shared.bus import Transaction
from shared.contracts.vocabulary import Purpose


async def open_case(tx: Transaction, contact: Contact, situation: Situation) -> None:
    """Opens the case of a contact that leads to one, or the record of a contact that is referred for prevention."""
    (opened,) = await add_cases(tx, [(contact, situation)])
    await record(tx, opened)


async def add_cases(tx: Transaction, of: Sequence[tuple[Contact, Situation]]) -> list[Opened]:
    """Adds the cases with the store commands of one; the caller publishes that they were opened."""
    opened = []
    for (contact, situation), number in zip(of, await _free_numbers(tx, len(of)), strict=True):
        assert contact.case_id
        purpose = Purpose.PREVENTION if contact.is_for_prevention else Purpose.COUNSELLING
        opened.append(case.open_case(contact.case_id, contact.id, contact.channel, situation, number, purpose))
    await CASES.add_all(tx, [each.state for each in opened])
    return opened


async def _free_numbers(tx: Transaction, many: int) -> list[CaseNumber]:
    """Draws numbers that no other case has; two cases that draw the same at once are kept apart by the unique index."""
    drawn: set[CaseNumber] = set()
    while len(drawn) < many or (drawn and await CASES.count(tx, number=drawn)):
        drawn = {case_number("".join(secrets.choice(ALPHABET) for _ in range(LENGTH))) for _ in range(many)}
    return list(drawn)
