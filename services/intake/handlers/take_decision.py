"""Makes a consent of the person's decision on a hand-over, whoever writes it down."""

from dataclasses import replace
from datetime import datetime

from services.intake.domain import consent, on_behalf
from services.intake.domain.consent import Choice
from services.intake.domain.handover import Handover
from services.intake.domain.ids import Counsellor
from services.intake.handlers.record import record
from services.intake.handlers.services.take_arrangement import forget_arrangement
from services.intake.handlers.take_addition_decision import lapse_additions
from services.intake.store import CASES, CONSENTS, HANDOVERS, contact_of
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentHow


async def take_decision(
    tx: Transaction,
    asked: Handover,
    choice: Choice,
    *,
    consent_id: str,
    how: ConsentHow,
    at: datetime,
    noted_by: Counsellor | None = None,
) -> bool:
    """Stores and publishes the decision; returns whether it is new.

    `noted_by`: who noted what the person said or wrote. Raises Conflict where it was decided otherwise, where another
    hand-over to this partner runs, and for a consent by somebody who reports for another. Raises Invalid as
    `consent.decide`.
    """
    contact = await contact_of(tx, asked.case_id)
    if contact and choice.decision == "given":
        on_behalf.refuse_consent(contact)
    decided = consent.decide(
        asked,
        await CONSENTS.all(tx, sort="at", case_id=asked.case_id),
        choice,
        consent_id=consent_id,
        how=how,
        at=at,
        others=await HANDOVERS.all(tx, case_id=asked.case_id),
        noted_by=noted_by,
    )
    if decided is None:
        return False
    await CONSENTS.add(tx, decided.state)
    case = await CASES.get(tx, id=asked.case_id)
    if choice.decision == "withdrawn":
        await forget_arrangement(tx, asked)
        await lapse_additions(tx, asked)
    await record(tx, replace(decided, purpose=case.purpose))
    return True
