"""An emergency disclosure: somebody was informed without consent, and against any wish, because a life was in danger.

Permitted by § 34 StGB (necessity) and owed where § 138 StGB obliges; recorded so that it can be judged afterwards.
"""

from datetime import datetime
from enum import StrEnum

from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.thread import Sealed
from shared.errors import Conflict
from shared.state import Fact, State

ANOTHER_REVIEWS = "Das prüft jemand, der nicht selbst gehandelt hat."


class Informed(StrEnum):
    POLICE = "police"
    RESCUE = "rescue"
    OTHER = "other"


class Disclosure(State):
    """`at`: when it was written down. `sealed`: who was informed, of what and why, in the counsellor's words."""

    id: str
    thread: ThreadId
    at: datetime
    by: Counsellor
    informed: Informed
    sealed: Sealed
    told_at: datetime | None = None
    """Time from which the person could read of it."""
    reviewed_by: Counsellor | None = None
    reviewed_at: datetime | None = None


def tell(disclosure: Disclosure, at: datetime) -> Fact[Disclosure] | None:
    """Notes that the person could read of it; None if they could before."""
    return None if disclosure.told_at else Fact(disclosure.model_copy(update={"told_at": at}))


def review(disclosure: Disclosure, by: Counsellor, at: datetime) -> Fact[Disclosure] | None:
    """Notes the review; None if it was reviewed before. Raises Conflict for the counsellor who disclosed."""
    if by == disclosure.by:
        raise Conflict("not-in-this-state", ANOTHER_REVIEWS)
    if disclosure.reviewed_by:
        return None
    return Fact(disclosure.model_copy(update={"reviewed_by": by, "reviewed_at": at}))
