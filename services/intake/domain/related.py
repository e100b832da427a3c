"""Two cases that belong together, for example spouses, or the same person with a lost code. Known to the desk alone."""

from datetime import datetime
from typing import Final

from services.intake.domain.ids import Counsellor, ThreadId
from shared.errors import Conflict
from shared.state import State

ITSELF: Final = "Das ist dieser Fall selbst. Bitte geben Sie die Nummer des anderen an."


class Related(State):
    """One side of the relation; it is stored for both, so that both show it. Neither case's code opens the other."""

    id: str
    thread: ThreadId
    other: ThreadId
    by: Counsellor
    at: datetime


def relate(one: ThreadId, other: ThreadId, by: Counsellor, at: datetime) -> tuple[Related, Related]:
    """Returns both sides; storing them twice changes nothing. Raises Conflict for a case and itself."""
    if one == other:
        raise Conflict("not-in-this-state", ITSELF)
    return _seen_from(one, other, by, at), _seen_from(other, one, by, at)


def _seen_from(thread: ThreadId, other: ThreadId, by: Counsellor, at: datetime) -> Related:
    return Related(id=f"{thread}|{other}", thread=thread, other=other, by=by, at=at)
