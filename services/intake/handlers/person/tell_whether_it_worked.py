"""The person, who wanted to reach a partner themselves, tells whether it worked."""

from services.intake.domain.handover import Worked, tell
from services.intake.domain.ids import HandoverId
from services.intake.domain.request import WorkedBody
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.person.read_own_case import content_of
from services.intake.handlers.person.receipt_access import Ticket, open_thread


async def tell_whether_it_worked(
    face: FaceDependencies, ticket: Ticket, handover_id: HandoverId, worked: Worked
) -> None:
    """Hands in the answer; the same again is not new.

    Raises NotFound for somebody else's hand-over, Conflict where no partner was named.
    """
    opened = await open_thread(face, ticket)
    if tell(content_of(opened).asked(handover_id).handover, worked) is not None:
        body = WorkedBody(handover_id=handover_id, worked=worked)
        await hand_in(face, opened, "worked", body, handover_id, worked)
