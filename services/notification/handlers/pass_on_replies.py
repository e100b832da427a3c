"""What somebody writes in answer to a mail to a partner goes to referral, sealed for it; nothing of it is kept here."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from services.notification.domain.message_id import MessageIds
from services.notification.domain.reference import delivery_id
from services.notification.store import DELIVERIES
from shared.bus import UnitOfWork
from shared.errors import Never
from shared.mailbox.go_through import MailAtServer
from shared.mailbox.read_mail import identity, read_mail

READ_AT_MOST: Final = 2 * 1024 * 1024
"""Bytes of one mail that are in memory and looked into."""

Passed = Literal["reply", "reply_in_part", "written", "unknown"]
"""`reply_in_part`: what does not go on is left on the server; `written`: in answer to nothing that we sent a partner;
`unknown`: of a case that is erased."""

Give = Callable[[str, str, Any], Awaitable[None]]
"""(service, path, content): returns when the service has stored it; raises Never where it will not, TryLater else."""


@dataclass(frozen=True)
class PassOnReplies:
    unit_of_work: UnitOfWork
    give: Give
    message_ids: MessageIds

    async def __call__(self, mail: MailAtServer) -> Passed:
        """A mail that nobody wrote is for the caller to leave out. Raises TryLater while referral is away.

        Who took it is interrupted before it left the server, and takes it again: referral knows it by its `id`.
        """
        raw = await mail.read(0, READ_AT_MOST)
        read = await asyncio.to_thread(read_mail, raw)
        named = self.message_ids.references_in(" ".join(read.answers))
        if not named:
            return "written"
        delivery = await self.unit_of_work(lambda tx: DELIVERIES.find(tx, id=delivery_id(named[0])))
        if delivery is None:
            return "unknown"
        if delivery.audience != "partner" or delivery.referral_id is None:
            return "written"
        is_whole = not (read.head.attached or read.head.shortened or read.head.unreadable or mail.size > len(raw))
        content = {
            "id": self.message_ids.of_reply(*identity(raw)),
            "sender": read.head.sender,
            "subject": read.head.subject,
            "text": read.text,
            "attached": [each.name for each in read.head.attached],
            "is_whole": is_whole,
        }
        try:
            await self.give("referral", f"/internal/referrals/{delivery.referral_id}/replies", content)
        except Never:
            return "unknown"
        return "reply" if is_whole else "reply_in_part"
