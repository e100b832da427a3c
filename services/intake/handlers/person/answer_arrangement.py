"""The person answers which appointment of a partner suits them, or that none does."""

from services.intake.domain import arrangement
from services.intake.domain.ids import HandoverId
from services.intake.domain.request import ArrangementBody
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.person.read_own_case import content_of
from services.intake.handlers.person.receipt_access import Ticket, open_thread
from shared.arrangement import Answer


async def answer_arrangement(
    face: FaceDependencies, ticket: Ticket, handover_id: HandoverId, given: Answer, attempt: str
) -> None:
    """Hands in the answer; the same again is not new. The desk decides once more, by what it knows then.

    Raises NotFound for somebody else's hand-over, Conflict for appointments that are no longer offered.
    """
    opened = await open_thread(face, ticket)
    known = content_of(opened).arrangement(handover_id)
    if known.answer == given:
        return
    arrangement.refuse_untrue(known, given, face.clock())
    body = ArrangementBody(handover_id=handover_id, answer=given)
    await hand_in(face, opened, "arrangement", body, attempt, body.model_dump_json())
