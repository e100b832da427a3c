"""A draft: what a counsellor types and has not sent yet, kept for this counsellor alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from services.intake.domain.ids import Counsellor, ThreadId
from shared.state import State

LASTS: Final = timedelta(hours=24)
FormOfCase = Literal["notes", "incidents", "additions"]
"""A kind of text that is written into a case, named as in the address of its form."""


class Draft(State):
    """The draft of one form on one page. `thread`: the thread whose record it is for; None for a new call.

    `form`: the kind of text that it becomes in the thread; `corrects`: the id of the text that it corrects, or of the
    hand-over to which an addition adds.
    """

    id: str
    by: Counsellor
    thread: ThreadId | None
    at: datetime
    """The hour in which something was typed last."""
    box: bytes | None
    """The sealed fields. `None`: sent or discarded, and a late save for it is not kept."""
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
    """Returns the remainder of a draft that was sent or discarded, without its content."""
    return known.model_copy(update={"at": at, "box": None})
