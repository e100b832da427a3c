"""The person's decision on a hand-over takes effect, if it is about exactly what was asked."""

from services.intake.domain import handover
from services.intake.domain.ids import ThreadId
from services.intake.domain.request import DecisionBody, derived
from services.intake.handlers.record import record
from services.intake.handlers.requests.opened import OpenedRequest, Refused
from services.intake.store import CONSENTS, HANDOVERS
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentHow


async def decide_handover(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    """Raises Refused for another thread's or another package, Conflict where it was decided otherwise meanwhile."""
    body = given.body
    assert isinstance(body, DecisionBody)
    asked = await HANDOVERS.find(tx, id=body.handover_id, case_id=thread)
    if asked is None or not body.is_about(asked):
        raise Refused("other-package")
    decided = handover.decide(
        asked,
        await CONSENTS.all(tx, sort="at", case_id=asked.case_id),
        body.decision,
        consent_id=derived(given.request.id, given.key.id, "consent"),
        how=ConsentHow.PAGE,
        at=given.request.at,
        others=await HANDOVERS.all(tx, case_id=asked.case_id),
    )
    if decided:
        await CONSENTS.add(tx, decided.state)
        await record(tx, decided)
