"""A mail that came in: what of it is known in the clear, and what it says, sealed."""

import re
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from services.intake.domain.case_number import CaseNumber, read
from services.intake.domain.ids import ThreadId
from services.intake.domain.thread import Sealed
from shared.mailbox.letterhead import Letterhead
from shared.state import State

NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])L[-\u2010-\u2015\u2212][0-9A-Za-z]{5}(?![0-9A-Za-z])", re.IGNORECASE)


INBOX: Final = "inbox"


class Mail(State):
    """`id`, `place` and `known_as` are keyed hashes: of Message-ID and content, of where it lay, of the Message-ID.

    `message` is its text in the thread, `sealed` a Letterhead; the mail as it came is in `parts` parts.
    """

    id: str
    place: str
    known_as: str | None
    thread: ThreadId
    message: str
    size: int
    parts: int
    sealed: Sealed


class MailPart(State):
    """Of a mail, or of the file of a piece of evidence, whose id `mail` then is: a stored name stays.

    `number` counts from 0; `box` is opened only with the data key of the thread.
    """

    id: str
    mail: str
    thread: ThreadId
    number: int
    sealed: Sealed


class Mailbox(State):
    """The one that is read. `read_at`: when all in it was last taken; `waiting`: how many could not be."""

    id: str = INBOX
    read_at: datetime
    waiting: int = 0


class OpenedMail(BaseModel):
    model_config = ConfigDict(frozen=True)

    mail: Mail
    head: Letterhead


def number_in(subject: str) -> CaseNumber | None:
    """The first case number of a subject; only one that is written with its `L-` counts."""
    found = NUMBER.search(subject)
    return read(found[0]) if found else None
