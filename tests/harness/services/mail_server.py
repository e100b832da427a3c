"""A real mail server that keeps its mails, refuses some addresses, and can be away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.embedded.processes import PATIENCE
from tests.harness.eventually import eventually

REFUSED = "550 no such mailbox"
HESITATES = "450 come back later"


@dataclass
class Mailbox:
    host: str
    port: int
    refused: set[str] = field(default_factory=set)
    hesitates: set[str] = field(default_factory=set)
    senders: list[str] = field(default_factory=list)
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if address in self.refused:
            return REFUSED
        if address in self.hesitates:
            return HESITATES
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
        self.senders.append(str(envelope.mail_from))
        self.mails.append((list(envelope.rcpt_tos), message))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for recipients, message in self.mails if address in recipients]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listens until the end, in a thread of its own. Raises TimeoutError where it does not begin to."""
        controller = Controller(self, self.host, self.port, ready_timeout=PATIENCE)
        await asyncio.to_thread(controller.start)
        try:
            yield
        finally:
            ending = Thread(target=controller.stop, daemon=True)
            ending.start()
            await eventually(lambda: asyncio.sleep(0, not ending.is_alive()), within=PATIENCE)
