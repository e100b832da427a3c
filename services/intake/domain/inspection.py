"""An inspection: a supervisor opened a colleague's case with a reason, and another one judges that afterwards."""

from datetime import datetime
from enum import StrEnum

from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.thread import Sealed
from shared.errors import Conflict
from shared.opening_reason import OpeningReason
from shared.state import Fact, State

ANOTHER_REVIEWS = "Das prüft jemand, der den Fall nicht selbst geöffnet hat."
REVIEWED = "Das hat schon jemand geprüft."


class Verdict(StrEnum):
    IN_ORDER = "in_order"
    NOT_IN_ORDER = "not_in_order"


class Inspection(State):
    """`until`: when it ends, or was ended. `sealed`: the reviewer's note."""

    id: str
    thread: ThreadId
    by: Counsellor
    at: datetime
    until: datetime
    reason: OpeningReason
    reviewed_by: Counsellor | None = None
    reviewed_at: datetime | None = None
    verdict: Verdict | None = None
    sealed: Sealed | None = None


def end(inspection: Inspection, at: datetime) -> Fact[Inspection] | None:
    """Ends the inspection before its time; None if it is over."""
    return Fact(inspection.model_copy(update={"until": at})) if at < inspection.until else None


def refuse_review(inspection: Inspection, by: Counsellor) -> None:
    """Raises Conflict for the supervisor who opened the case, and if somebody judged it before."""
    if by == inspection.by:
        raise Conflict("not-in-this-state", ANOTHER_REVIEWS)
    if inspection.reviewed_by:
        raise Conflict("not-in-this-state", REVIEWED)


def review(
    inspection: Inspection, by: Counsellor, verdict: Verdict, note: Sealed | None, at: datetime
) -> Fact[Inspection]:
    """Stores the verdict. Raises Conflict like `refuse_review`."""
    refuse_review(inspection, by)
    judged = {"reviewed_by": by, "reviewed_at": at, "verdict": verdict, "sealed": note}
    return Fact(inspection.model_copy(update=judged))
