"""A case begins: it gets its number and is announced."""

import secrets

from services.intake.domain import case
from services.intake.domain.case_number import ALPHABET, LENGTH, CaseNumber, case_number
from services.intake.domain.contact import Contact
from services.intake.domain.situation import Situation
from services.intake.handlers.record import record
from services.intake.store import CASES
from shared.bus import Transaction


async def open_case(tx: Transaction, contact: Contact, situation: Situation) -> None:
    """Of a contact that leads to a case."""
    assert contact.case_id
    number = await _free_number(tx)
    opened = case.open_case(contact.case_id, contact.id, contact.channel, situation, number)
    await CASES.add(tx, opened.state)
    await record(tx, opened)


async def _free_number(tx: Transaction) -> CaseNumber:
    """One that no other case has; two cases that draw the same at once are kept apart by the unique index."""
    while True:
        number = case_number("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))
        if not await CASES.count(tx, number=number):
            return number
