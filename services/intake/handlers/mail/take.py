"""Makes a contact of a mail, or adds it to the thread that it answers: once, sealed, with the mail as it came."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from services.intake.domain.acceptance import keyed
from services.intake.domain.concern import Concern
from services.intake.domain.contact import Recorded
from services.intake.domain.ids import ThreadId
from services.intake.domain.mail import Mail, number_in
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.follow_tasks import person_wrote
from services.intake.handlers.mail.acknowledge import Acknowledging, acknowledging
from services.intake.handlers.new_contact import add_contact, add_message, new_contact
from services.intake.handlers.parts import keep_part
from services.intake.sealed_fields import seal_letterhead
from services.intake.store import CASES, MAIL_PARTS, MAILS, MESSAGES, contact_of
from shared.bus import Transaction
from shared.contracts.vocabulary import Channel, Reason
from shared.errors import NotFound
from shared.mailbox.read_mail import ReadMail, identity, read_mail
from shared.sealing import DataKey

READ_AT_MOST: Final = 24 * 1024 * 1024
"""Bytes of one mail that are held in memory and parsed; what follows is stored unread."""
PART: Final = 1024 * 1024


class MailSource(Protocol):
    """One mail where it lies; `size` in bytes."""

    @property
    def size(self) -> int: ...

    async def read(self, offset: int, length: int) -> bytes: ...


@dataclass(frozen=True)
class Destination:
    """The thread that the mail goes to, and its key; `recorded` where the mail begins the thread."""

    thread: ThreadId
    key: DataKey
    recorded: Recorded | None
    concern: Concern


@dataclass(frozen=True)
class TakeMail:
    desk: DeskDependencies
    own_address: str = ""

    async def __call__(self, place: str, source: MailSource) -> None:
        """Takes the mail: afterwards a majority of the store has it, once.

        That holds however often it comes and however many processes take it at once. `place`: made of folder,
        UIDVALIDITY and UID. If it is interrupted, it is done again from the start.
        """
        placed = keyed(self.desk.pepper, "mail place", place)
        if await MAILS.count(self.desk.outside, place=placed):
            return
        begin = await source.read(0, READ_AT_MOST)
        read = await asyncio.to_thread(read_mail, begin, self.own_address)
        mail_id = keyed(self.desk.pepper, "mail", *identity(begin), str(source.size > READ_AT_MOST))
        if await MAILS.count(self.desk.outside, id=mail_id):
            return
        goes = await self._joins(read) or await self._begins(read)
        parts = await self._keep(goes, mail_id, source, begin)
        mail = Mail(
            id=mail_id,
            place=placed,
            known_as=self._known_as(read.message_id) if read.message_id else None,
            thread=goes.thread,
            message="",
            size=source.size,
            parts=parts,
            sealed=seal_letterhead(goes.key, goes.thread, mail_id, read.head),
        )
        acknowledge = acknowledging(self.desk.pepper, read)
        await self.desk.unit_of_work(lambda tx: _write(tx, self.desk.found_by, goes, mail, acknowledge))

    async def _joins(self, read: ReadMail) -> Destination | None:
        """Finds the thread by the mail that this one answers, or by a case number in its subject.

        Neither proves who wrote it.
        """
        thread = await self.desk.unit_of_work(lambda tx: self._answered(tx, read))
        try:
            return Destination(thread, await self.desk.key(thread), None, _concern(read)) if thread else None
        except NotFound:
            return None

    async def _answered(self, tx: Transaction, read: ReadMail) -> ThreadId | None:
        for each in read.answers:
            if earlier := await MAILS.find(tx, known_as=self._known_as(each)):
                return earlier.thread
        number = number_in(read.head.subject)
        case = await CASES.find(tx, number=number) if number else None
        return ThreadId(case.id) if case else None

    async def _begins(self, read: ReadMail) -> Destination:
        concern = _concern(read)
        recorded = new_contact(concern, self.desk.clock())
        thread = recorded.state.thread
        return Destination(thread, await self.desk.keys.create(thread), recorded, concern)

    async def _keep(self, goes: Destination, mail_id: str, source: MailSource, begin: bytes) -> int:
        """Stores the mail as it came, before anything says that it is there; returns the number of parts."""
        number, offset = 0, 0
        while content := begin[offset : offset + PART] or await source.read(offset, PART):
            keep = partial(keep_part, key=goes.key, thread=goes.thread, file=mail_id, number=number, content=content)
            await self.desk.unit_of_work(keep)
            number, offset = number + 1, offset + len(content)
        return number

    def _known_as(self, message_id: str) -> str:
        return keyed(self.desk.pepper, "message id", message_id)


def _concern(read: ReadMail) -> Concern:
    """Makes the concern of the mail; one that a machine sent becomes no case by itself, but somebody looks at it."""
    reason = Reason.OTHER if read.automatic else Reason.UNKNOWN
    return Concern(channel=Channel.MAIL, text=read.text, reason=reason)


async def _write(
    tx: Transaction, found_by: bytes, goes: Destination, mail: Mail, acknowledge: Acknowledging | None
) -> None:
    """Writes contact or message, and the mail.

    Where another process took the mail meanwhile, only deletes the parts that were stored under the key made here.
    """
    tx.lock_key(goes.thread)
    if await MAILS.find(tx, id=mail.id):
        if goes.recorded:
            await MAIL_PARTS.remove(tx, thread=goes.thread)
        return
    if goes.recorded:
        message = await add_contact(tx, found_by, goes.recorded, goes.concern, goes.key, mail=mail.id)
    else:
        number = await MESSAGES.count(tx, thread=goes.thread) + 1
        contact = await contact_of(tx, goes.thread)
        if contact is None:
            raise NotFound
        message = await add_message(tx, contact, goes.key, goes.concern.text, number=number, unread=True, mail=mail.id)
        await person_wrote(tx, goes.thread)
    await MAILS.add(tx, mail.model_copy(update={"message": message.id}))
    if acknowledge:
        await acknowledge(tx, goes.thread, goes.key)
