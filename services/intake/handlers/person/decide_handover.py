"""The person decides what may be passed on to a partner."""

from services.intake.domain.consent import Choice
from services.intake.domain.ids import HandoverId
from services.intake.domain.request import DecisionBody
from services.intake.domain.waiting_content import decide
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.person.read_own_case import content_of
from services.intake.handlers.person.receipt_access import Ticket, open_thread


async def decide_handover(face: FaceDependencies, ticket: Ticket, handover_id: HandoverId, choice: Choice) -> None:
    """Hands in the decision. The desk decides once more, by what it knows then.

    Raises NotFound for somebody else's hand-over, Conflict where it was decided otherwise before, Invalid as
    `consent.decide`.
    """
    opened = await open_thread(face, ticket)
    own = content_of(opened)
    if decide(own, handover_id, choice) is None:
        return
    body = DecisionBody.of(own.asked(handover_id).handover, choice)
    ticked = (*sorted(choice.items or ()), *sorted(choice.evidence))
    await hand_in(face, opened, "decision", body, handover_id, body.decision, *ticked)
