"""Applies the person's decision on an addition, if it is about exactly what was asked."""

from services.intake.domain.ids import ThreadId
from services.intake.domain.request import AdditionBody
from services.intake.handlers.requests.opened import OpenedRequest, Refused
from services.intake.handlers.take_addition_decision import take_addition_decision
from services.intake.store import ADDITIONS
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentHow
from shared.errors import Invalid


async def decide_addition(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    """Applies the decision.

    Raises Refused for another thread's addition or another text, Conflict where it was decided otherwise meanwhile.
    """
    body = given.body
    assert isinstance(body, AdditionBody)
    asked = await ADDITIONS.find(tx, id=body.addition_id, case_id=thread)
    if asked is None or not body.is_about(asked):
        raise Refused("other-package")
    try:
        await take_addition_decision(tx, asked, body.choice, how=ConsentHow.PAGE, at=given.request.at)
    except Invalid:  # nothing is ticked, or an item that was not asked for: no page of ours lets that through
        raise Refused("other-package") from None
