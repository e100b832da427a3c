"""The conversation with one person."""

from datetime import datetime
from typing import Any, Literal

from services.intake.domain.ids import CaseId, ContactId, ThreadId
from shared.state import State

Sealed = dict[str, Any]
"""What shared.sealing made of a text; nothing here looks into it."""


class Thread(State):
    """Found by what follows from a receipt code, and by nothing else."""

    id: str
    thread: ThreadId
    contact_id: ContactId
    case_id: CaseId | None


class Message(State):
    id: str
    thread: ThreadId
    number: int
    by: Literal["person", "desk"]
    at: datetime
    sealed: Sealed
    unread: bool = False
    """Waits for the desk."""
