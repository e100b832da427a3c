"""Applies the person's answer to a partner's appointments, if it is about those that are offered."""

from services.intake.domain.ids import ThreadId
from services.intake.domain.request import ArrangementBody
from services.intake.handlers.requests.opened import OpenedRequest, Refused
from services.intake.handlers.take_arrangement_answer import take_arrangement_answer
from services.intake.store import HANDOVERS
from shared.bus import Transaction


async def answer_arrangement(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    """Applies the answer. Raises Refused for another thread's hand-over, Conflict where the offer no longer stands."""
    body = given.body
    assert isinstance(body, ArrangementBody)
    asked = await HANDOVERS.find(tx, id=body.handover_id, case_id=thread)
    if asked is None:
        raise Refused("other-package")
    await take_arrangement_answer(tx, asked, body.answer, given.key, hour=given.request.at)
