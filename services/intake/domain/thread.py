"""The conversation with one person."""

from datetime import datetime
from typing import Any, Literal

from services.intake.domain.ids import ThreadId
from shared.state import State

Sealed = dict[str, Any]
"""What shared.sealing made of a text; nothing here looks into it."""


class Thread(State):
    """Found by what follows from a receipt code, and by nothing else; the desk writes it, the face shows it.

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
    """Waits for the desk."""
    mail: str | None = None
    """It came by mail, so nobody has proven to be who it is from: for the desk alone."""
    copied: bool = False
    """A counsellor copied it from a letter or a mail, which proves as little: for the desk alone."""
    kind: str = "message"
    """Of the request that it came with. Of any other than a message, what is sealed is a form_message."""

    @property
    def is_proven(self) -> bool:
        return self.mail is None and not self.copied
