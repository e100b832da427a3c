"""Notes, where a mail is taken, that its sender is owed an automatic answer; notification sends it."""

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
    """An automatic answer that is owed: to whom, and the pepper of the hash by which the address is known again."""

    pepper: bytes = field(repr=False)
    recipient: Recipient

    async def __call__(self, tx: Transaction, thread: ThreadId, key: DataKey) -> None:
        """Notes it, unless the address was owed one today or too many addresses were within this hour."""
        day, hour = berlin_day(tx.now).isoformat(), whole_hour(tx.now)
        known_as = keyed(self.pepper, "acknowledged", day, self.recipient.to.lower())
        if await ACKNOWLEDGEMENTS.find(tx, id=known_as) or await ACKNOWLEDGEMENTS.count(tx, at=hour) >= MOST_AN_HOUR:
            return
        sealed = seal_recipient(key, thread, known_as, self.recipient)
        owed = Acknowledgement(id=known_as, name=str(uuid4()), thread=thread, at=hour, sealed=sealed)
        await ACKNOWLEDGEMENTS.add(tx, owed)


def acknowledging(pepper: bytes, read: ReadMail) -> Acknowledging | None:
    """Returns what notes the answer; None where nobody waits for one."""
    return Acknowledging(pepper, Recipient(to=read.reply_to, answers=read.message_id)) if read.reply_to else None
