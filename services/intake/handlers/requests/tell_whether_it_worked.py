"""Keeps for the desk whether the person reached the partner themselves, and makes a task where they did not."""

from functools import partial

from services.intake.domain import handover
from services.intake.domain.ids import ThreadId
from services.intake.domain.request import WorkedBody
from services.intake.domain.task import TaskKind
from services.intake.handlers.follow_tasks import Concerned, make_task
from services.intake.handlers.requests.opened import OpenedRequest, Refused
from services.intake.store import HANDOVERS
from shared.bus import Transaction
from shared.referral_id import referral_of


async def tell_whether_it_worked(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    """Keeps the answer. Raises Refused for another thread's hand-over, Conflict where no partner was named."""
    body = given.body
    assert isinstance(body, WorkedBody)
    asked = await HANDOVERS.find(tx, id=body.handover_id, case_id=thread)
    if asked is None:
        raise Refused("other-package")
    told = await HANDOVERS.update(tx, partial(handover.tell, worked=body.worked), id=asked.id)
    if told and body.worked == "no":
        about = Concerned(thread, referral_of(asked.id), partner=asked.partner.name)
        await make_task(tx, TaskKind.NOT_WORKED, about)
