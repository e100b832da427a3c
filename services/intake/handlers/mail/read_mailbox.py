"""Empties the inbox: each mail is taken, and leaves the server only when the store has it."""

from dataclasses import dataclass, field

from services.intake.domain.mail import INBOX, Mailbox
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.mail.take import TakeMail
from services.intake.store import MAILBOXES
from shared.bus import Transaction
from shared.mailbox.go_through import MailAtServer, go_through
from shared.mailbox.imap import MailAccount
from shared.store import Store
from shared.telemetry import metrics


@dataclass(frozen=True)
class ReadMailbox:
    """A round of the desk's leader.

    `late`: mails at which the server failed; next time they come after the others.
    """

    desk: DeskDependencies
    account: MailAccount
    take: TakeMail
    late: list[str] = field(default_factory=list)

    async def __call__(self) -> None:
        """Takes all mails. Raises TryLater while the server is away.

        A mail that cannot be taken stays there, and holds up no other.
        """
        await self.desk.unit_of_work(self._begin)
        waiting = await go_through(self.account, self._take, self.late)
        await self.desk.unit_of_work(lambda tx: self._note(tx, waiting))

    async def _take(self, mail: MailAtServer) -> bool:
        await self.take(mail.place, mail)
        return True

    async def _begin(self, tx: Transaction) -> None:
        """Notes the first look, so that it is known from then on since when the mailbox fails."""
        if not await MAILBOXES.find(tx, id=INBOX):
            await MAILBOXES.put(tx, Mailbox(read_at=tx.now))

    async def _note(self, tx: Transaction, waiting: int) -> None:
        known = await MAILBOXES.get(tx, id=INBOX)
        read_at = tx.now if not waiting else known.read_at
        await MAILBOXES.put(tx, known.model_copy(update={"read_at": read_at, "waiting": waiting}))


@dataclass(frozen=True)
class MeasureMailbox:
    """Measures the mailbox in every process of the desk, whichever process reads it."""

    desk: DeskDependencies
    store: Store

    async def __call__(self) -> None:
        known = await MAILBOXES.look_up(self.store, id=INBOX)
        if known:
            metrics.MAILBOX_WAITING.set(known.waiting)
            metrics.MAILBOX_UNREAD.set((self.desk.clock() - known.read_at).total_seconds())
