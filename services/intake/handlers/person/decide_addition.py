"""The person decides what a partner may learn in addition to what they agreed to."""

from services.intake.domain.consent import Choice
from services.intake.domain.ids import AdditionId
from services.intake.domain.request import AdditionBody
from services.intake.domain.waiting_content import decide_addition as decided
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.person.read_own_case import content_of
from services.intake.handlers.person.receipt_access import Ticket, open_thread


async def decide_addition(face: FaceDependencies, ticket: Ticket, addition_id: AdditionId, choice: Choice) -> None:
    """Hands in the decision. The desk decides once more, by what it knows then.

    Raises NotFound for somebody else's addition, Conflict where it was decided otherwise before, Invalid as
    `addition.decide`.
    """
    opened = await open_thread(face, ticket)
    own = content_of(opened)
    if decided(own, addition_id, choice) is None:
        return
    body = AdditionBody.of(own.addition(addition_id).addition, choice)
    await hand_in(face, opened, "addition", body, addition_id, body.decision, *sorted(choice.items or ()))
