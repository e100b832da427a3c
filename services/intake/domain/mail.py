"""A mail that came in: the few fields that are stored in the clear, and its content, sealed."""

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
    """`id`, `place`, `known_as`: keyed hashes of Message-ID and content, of its mailbox place, of the Message-ID.

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
    """A part of a mail, or of an evidence file, whose id is then in `mail`: a stored name stays.

    `number` counts from 0; `sealed` opens only with the data key of the thread.
    """

    id: str
    mail: str
    thread: ThreadId
    number: int
    sealed: Sealed


class Mailbox(State):
    """The mailbox that is read. `read_at`: when all mails in it were last taken; `waiting`: how many could not be."""

    id: str = INBOX
    read_at: datetime
    waiting: int = 0


class OpenedMail(BaseModel):
    model_config = ConfigDict(frozen=True)

    mail: Mail
    head: Letterhead


def number_in(subject: str) -> CaseNumber | None:
    """Returns the first case number in a subject; only one that is written with its `L-` counts."""
    found = NUMBER.search(subject)
    return read(found[0]) if found else None
