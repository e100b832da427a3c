"""Empties the mailbox of the return path: mail servers' reports end deliveries, and nothing of them is kept."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from services.notification.domain.bounce import BounceOutcome
from services.notification.domain.delivery_report import (
    READ_AT_MOST,
    DeliveryReport,
    ReturnedMail,
    Unread,
    read_report,
)
from services.notification.domain.message_id import MessageIds
from services.notification.handlers.note_bounce import note_bounce, note_doubt
from services.notification.handlers.pass_on_replies import PassOnReplies
from shared.bus import UnitOfWork
from shared.mailbox.go_through import MailAtServer, go_through
from shared.mailbox.imap import MailAccount
from shared.telemetry import metrics

UNTOUCHED: Final = ("written", "unreadable", "reply_in_part", "reply_not_stored")
"""The outcomes of mails for which there is no rule: these stay on the server."""

LEADS_FOR: Final = 600.0
"""Seconds after its last look in which a process counts as the one that reads: longer than the pause may be."""


@dataclass
class Looks:
    """The looks of this process into the mailbox, in seconds of one clock.

    `last`: the latest look; `since`: the end of the last look that succeeded, or the begin of the first look where none
    did; `stay`: how many mails were left on the server. A process that has not looked for long leads no more, and has
    nothing to say.
    """

    last: float | None = None
    since: float = 0.0
    stay: int = 0

    def begin(self, now: float) -> None:
        self.since = self.since if self.leads(now) else now
        self.last = now

    def end(self, now: float, stay: int) -> None:
        self.last, self.since, self.stay = now, now, stay

    def leads(self, now: float) -> bool:
        return self.last is not None and now - self.last < LEADS_FOR


@dataclass(frozen=True)
class ReadBounces:
    """A round of the leader. `late`: as in go_through; `staying`: places of mails to leave there, not read again."""

    unit_of_work: UnitOfWork
    account: MailAccount
    message_ids: MessageIds
    pass_on: PassOnReplies | None = None
    late: list[str] = field(default_factory=list)
    staying: set[str] = field(default_factory=set)
    looks: Looks = field(default_factory=Looks)

    async def __call__(self) -> None:
        """Reads and removes the mails.

        Raises TryLater while the server or referral is away, and what the store raises while it is. What a person may
        have written and what nobody can read stays on the server, for somebody who looks.
        """
        self.looks.begin(time.monotonic())
        stay = await go_through(self.account, self._take, self.late, self.staying.__contains__)
        self.looks.end(time.monotonic(), stay)

    async def measure(self) -> None:
        now = time.monotonic()
        metrics.BOUNCES_UNREAD.set(now - self.looks.since if self.looks.leads(now) else 0)
        metrics.BOUNCES_STAYING.set(self.looks.stay if self.looks.leads(now) else 0)

    async def _take(self, mail: MailAtServer) -> bool:
        outcome = await self._outcome(mail)
        metrics.BOUNCES.labels(outcome).inc()
        if outcome in UNTOUCHED:
            self.staying.add(mail.place)
        return outcome not in (*UNTOUCHED, "not_yet")

    async def _outcome(self, mail: MailAtServer) -> str:
        begin = await mail.read(0, READ_AT_MOST)
        try:
            report = await asyncio.to_thread(read_report, begin)
        except Exception:
            return "unreadable"
        match report:
            case DeliveryReport():
                references = self.message_ids.references_in(report.named)
                return await self._note(references[0], report) if references else "unknown"
            case ReturnedMail():
                references = self.message_ids.references_in(report.named)
                if not references:
                    return await self._answered(mail, report.otherwise)
                return await self._note_returned(references[0], report)
            case _:
                return await self._answered(mail, report)

    async def _answered(self, mail: MailAtServer, kind: Unread) -> str:
        """Passes on what a person may have written.

        A ticket system sends what a person wrote as if it were bulk: such a mail goes on where it is proven to answer
        us.
        """
        if kind == "automatic":
            return kind
        passed = await self.pass_on(mail) if self.pass_on else "written"
        return "automatic" if (kind, passed) == ("in_bulk", "written") else passed

    async def _note_returned(self, reference: str, returned: ReturnedMail) -> BounceOutcome:
        if returned.failed:
            return await self._note(reference, DeliveryReport(returned.named, returned.failed, is_delayed=False))
        return await self.unit_of_work(partial(note_doubt, reference=reference, cause=returned.cause))

    async def _note(self, reference: str, report: DeliveryReport) -> BounceOutcome:
        marks: Sequence[str] = [self.message_ids.mark(reference, each) for each in report.failed]
        note = partial(note_bounce, reference=reference, failed=marks, is_delayed=report.is_delayed)
        return await self.unit_of_work(note)
