"""Whoever wrote a mail is owed an automatic answer: noted where the mail is taken, sent by notification."""

from dataclasses import dataclass, field
from uuid import uuid4

from services.intake.domain.acceptance import keyed
from services.intake.domain.acknowledgement import MOST_AN_HOUR, Acknowledgement, Recipient
from services.intake.domain.ids import ThreadId
from services.intake.sealed_fields import seal_recipient
from services.intake.store import ACKNOWLEDGEMENTS
from shared.bus import Transaction
from shared.clock import berlin_day, whole_hour
from shared.mailbox.read_mail import ReadMail
from shared.sealing import DataKey


@dataclass(frozen=True)
class Acknowledging:
    """To whom one is owed, and the pepper under which the address is known again."""

    pepper: bytes = field(repr=False)
    recipient: Recipient

    async def __call__(self, tx: Transaction, thread: ThreadId, key: DataKey) -> None:
        """Nothing where the address was owed one today, or too many were within this hour."""
        day, hour = berlin_day(tx.now).isoformat(), whole_hour(tx.now)
        known_as = keyed(self.pepper, "acknowledged", day, self.recipient.to.lower())
        if await ACKNOWLEDGEMENTS.find(tx, id=known_as) or await ACKNOWLEDGEMENTS.count(tx, at=hour) >= MOST_AN_HOUR:
            return
        sealed = seal_recipient(key, thread, known_as, self.recipient)
        owed = Acknowledgement(id=known_as, name=str(uuid4()), thread=thread, at=hour, sealed=sealed)
        await ACKNOWLEDGEMENTS.add(tx, owed)


def acknowledging(pepper: bytes, read: ReadMail) -> Acknowledging | None:
    """None where nobody waits for an answer."""
    return Acknowledging(pepper, Recipient(to=read.reply_to, answers=read.message_id)) if read.reply_to else None
