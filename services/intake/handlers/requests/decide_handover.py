"""Applies the person's decision on a hand-over, if it is about exactly what was asked."""

from services.intake.domain.ids import ThreadId
from services.intake.domain.request import DecisionBody, derived
from services.intake.handlers.requests.opened import OpenedRequest, Refused
from services.intake.handlers.take_decision import take_decision
from services.intake.store import HANDOVERS
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentHow
from shared.errors import Invalid


async def decide_handover(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    """Applies the decision.

    Raises Refused for another thread's hand-over or another package, Conflict where it was decided otherwise meanwhile.
    """
    body = given.body
    assert isinstance(body, DecisionBody)
    asked = await HANDOVERS.find(tx, id=body.handover_id, case_id=thread)
    if asked is None or not body.is_about(asked):
        raise Refused("other-package")
    consent_id = derived(given.request.id, given.key.id, "consent")
    try:
        await take_decision(tx, asked, body.choice, consent_id=consent_id, how=ConsentHow.PAGE, at=given.request.at)
    except Invalid:  # nothing is ticked, or an item that was not asked for: no page of ours lets that through
        raise Refused("other-package") from None
