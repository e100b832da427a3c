"""A counsellor promises to call back, or to meet, at a time."""

from datetime import datetime
from uuid import uuid4

from services.intake.domain import contact
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.domain.task import TaskKind
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.follow_tasks import Concerned, make_task
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import Invalid
from shared.web import Staff

IN_THE_PAST = "Dieser Zeitpunkt ist schon vorbei. Bitte geben Sie einen späteren an."


async def promise_call_back(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, at: datetime, *, act_id: str | None = None
) -> None:
    """Makes the task. Raises Invalid for a time that is over, Conflict where it is closed or somebody else's."""

    async def do(tx: Transaction) -> None:
        seen = await load_visible(tx, me, id=contact_id)
        contact.refuse_unless_with(seen, Counsellor(me.sub))
        contact.refuse_closed(seen)
        if at <= tx.now:
            raise Invalid("wrong-value", IN_THE_PAST)
        await make_task(tx, TaskKind.CALL_BACK, Concerned(seen.thread, str(uuid4())), at=at)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
