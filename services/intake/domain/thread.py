"""The conversation with one person."""

from datetime import datetime
from typing import Any, Literal

from services.intake.domain.ids import ThreadId
from shared.state import State

Sealed = dict[str, Any]
"""The form in which shared.sealing stores a text; nothing here looks into it."""


class Thread(State):
    """The stored conversation, found only by what follows from a receipt code. The desk writes it, the face shows it.

    `receipt`: the data key, wrapped under the receipt code; `shown`: what the person sees, sealed under the data key.
    """

    id: str
    thread: ThreadId
    receipt: Sealed
    shown: Sealed


class Message(State):
    id: str
    thread: ThreadId
    number: int
    by: Literal["person", "desk"]
    at: datetime
    sealed: Sealed
    unread: bool = False
    """Whether it waits for the desk."""
    mail: str | None = None
    """Id of the mail that it came by, if any; its sender is not verified, so it is for the desk alone."""
    copied: bool = False
    """Whether a counsellor copied it from a letter or a mail, whose sender is not verified: for the desk alone."""
    kind: str = "message"
    """Kind of the request that it came with. For any kind but `message`, the sealed content is a form_message."""

    @property
    def is_proven(self) -> bool:
        return self.mail is None and not self.copied
