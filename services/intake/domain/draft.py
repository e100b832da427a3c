"""What a counsellor types and has not sent yet: kept while it is typed, for the one who types it alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from services.intake.domain.ids import Counsellor, ThreadId
from shared.state import State

LASTS: Final = timedelta(hours=24)


class Draft(State):
    """One form on one page. `thread`: whose note it is to become; None: a call that is new."""

    id: str
    by: Counsellor
    thread: ThreadId | None
    at: datetime
    """The hour in which something was typed last."""
    box: bytes | None
    """The fields, sealed; None: it was sent or discarded, and what comes late for it is not kept."""

    @property
    def is_over(self) -> bool:
        return self.box is None

    def is_left(self, now: datetime) -> bool:
        return not self.is_over and now < self.at + LASTS


@dataclass(frozen=True)
class OpenedDraft:
    draft: Draft
    fields: Mapping[str, Any] = field(repr=False)


def over(draft_id: str, by: Counsellor, thread: ThreadId | None, at: datetime) -> Draft:
    """What is left of one that was sent or discarded: nothing of its content."""
    return Draft(id=draft_id, by=by, thread=thread, at=at, box=None)
