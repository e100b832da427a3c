"""Passes on to referral what somebody writes in answer to a mail to a partner, sealed; nothing of it is kept here."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from services.notification.domain.message_id import MessageIds
from services.notification.domain.reference import delivery_id
from services.notification.store import DELIVERIES
from shared.bus import UnitOfWork
from shared.errors import Never
from shared.mailbox.go_through import MailAtServer
from shared.mailbox.read_mail import ReadMail, identity, read_mail

READ_AT_MOST: Final = 2 * 1024 * 1024
"""Bytes of one mail that are in memory and looked into."""

MOST_NAMES: Final = 20
LONGEST_NAME: Final = 100
"""Limits for the names of attachments, so that whatever a mail brings fits into one sealed body."""

Passed = Literal["reply", "reply_in_part", "reply_not_stored", "not_yet", "written", "unknown"]
"""The outcomes of a mail.

`reply_in_part`: what does not go on is left on the server; `reply_not_stored`: referral has too many already;
`not_yet`: referral knows nothing of the referral, and is asked again; `written`: it answers nothing that we sent a
partner; `unknown`: it is of a case that is erased here too.
"""

Give = Callable[[str, str, Any], Awaitable[Mapping[str, Any]]]
"""(service, path, content): what the service answers; raises Never where it knows no such thing, TryLater else."""


@dataclass(frozen=True)
class PassOnReplies:
    unit_of_work: UnitOfWork
    give: Give
    message_ids: MessageIds

    async def __call__(self, mail: MailAtServer) -> Passed:
        """Passes one mail on. The caller leaves out mails that nobody wrote.

        Raises TryLater while referral is away. A mail comes once more where the process is interrupted after it was
        passed on and before it left the server: referral knows it by its `id`. That referral does not know the referral
        proves no erasure: a peer of another release answers the same.
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
        content = self._content(raw, read, is_cut=mail.size > len(raw))
        try:
            answer = await self.give("referral", f"/internal/referrals/{delivery.referral_id}/replies", content)
        except Never:
            return "not_yet"
        if not answer.get("stored", True):
            return "reply_not_stored"
        return "reply" if content["is_whole"] else "reply_in_part"

    def _content(self, raw: bytes, read: ReadMail, *, is_cut: bool) -> dict[str, Any]:
        return {
            "id": self.message_ids.of_reply(*identity(raw)),
            "sender": read.head.sender,
            "subject": read.head.subject,
            "text": read.text,
            "attached": [each.name[:LONGEST_NAME] for each in read.head.attached[:MOST_NAMES]],
            "is_whole": not (read.head.attached or read.head.shortened or read.head.unreadable or is_cut),
        }
