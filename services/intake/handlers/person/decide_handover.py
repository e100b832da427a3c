"""The person decides what may be passed on to a partner."""

from uuid import uuid4

from services.intake.domain import handover
from services.intake.domain.handover import Decision
from services.intake.domain.ids import HandoverId
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.receipt_access import Ticket, open_thread
from services.intake.handlers.record import record
from services.intake.store import CONSENTS, HANDOVERS
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.contracts.vocabulary import ConsentHow


async def decide_handover(face: FaceDependencies, ticket: Ticket, handover_id: HandoverId, decision: Decision) -> None:
    """Raises NotFound for somebody else's hand-over, Conflict where it was decided otherwise before."""
    opened = await open_thread(face, ticket)

    async def work(tx: Transaction) -> None:
        asked = await HANDOVERS.get(tx, id=handover_id, case_id=opened.thread.thread)
        consents = await CONSENTS.all(tx, sort="at", case_id=asked.case_id)
        decided = handover.decide(
            asked,
            consents,
            decision,
            consent_id=str(uuid4()),
            how=ConsentHow.PAGE,
            at=whole_hour(tx.now),
            others=await HANDOVERS.all(tx, case_id=asked.case_id),
        )
        if decided:
            await CONSENTS.add(tx, decided.state)
            await record(tx, decided)

    await face.unit_of_work(work)
