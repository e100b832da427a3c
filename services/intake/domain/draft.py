"""What a counsellor types and has not sent yet: kept while it is typed, for the one who types it alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from services.intake.domain.ids import Counsellor, ThreadId
from shared.state import State

LASTS: Final = timedelta(hours=24)
FormOfCase = Literal["notes", "incidents", "additions"]
"""What is written into a case, by a part of the form's address."""


class Draft(State):
    """One form on one page. `thread`: into whose record it is to come; None: a call that is new.

    `form`, of a thread: what it is to become there; `corrects`: the id of the one that it corrects, of an addition that
    of the hand-over to which it adds.
    """

    id: str
    by: Counsellor
    thread: ThreadId | None
    at: datetime
    """The hour in which something was typed last."""
    box: bytes | None
    """The fields, sealed; None: it was sent or discarded, and what comes late for it is not kept."""
    form: FormOfCase = "notes"
    corrects: str | None = None

    @property
    def is_over(self) -> bool:
        return self.box is None

    def is_left(self, now: datetime) -> bool:
        return not self.is_over and now < self.at + LASTS


@dataclass(frozen=True)
class OpenedDraft:
    draft: Draft
    fields: Mapping[str, Any] = field(repr=False)


def over(known: Draft, at: datetime) -> Draft:
    """What is left of one that was sent or discarded: nothing of its content."""
    return known.model_copy(update={"at": at, "box": None})
