import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest
from imap_tools import MailBoxUnencrypted

from infra.embedded.mail import BOUNCES_USER
from infra.embedded.ports import HOST, free_ports
from infra.embedded.probes import listens
from infra.embedded.processes import Program, ready, start
from infra.embedded.returned import UNDELIVERABLE
from services.notification.domain.delivery_report import DeliveryReport, read_report

pytestmark = pytest.mark.system

PASSWORD = "of-the-return-path"


@asynccontextmanager
async def a_sink(place: Path) -> AsyncIterator[tuple[int, int]]:
    """Where mails are handed in, and where they come back."""
    port, bounces = free_ports(2)
    (place / "mail").mkdir()
    (place / "bounce_password").write_text(PASSWORD)
    command = [sys.executable, "-m", "infra.embedded.mail", HOST, str(port), str(place / "mail"), str(bounces)]
    sink = await start(Program("mail", [*command, str(place)], place / "log", port=port))
    try:
        await ready(sink, listens(port))
        yield port, bounces
    finally:
        await sink.stop()


async def hand_in(port: int, address: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "lotse@example.org", address, "Nachricht"
    message["Message-ID"] = "<eins@example.org>"
    message.set_content("Es gibt etwas Neues für Sie.")
    await aiosmtplib.send(message, sender="ruecklauf@example.org", hostname=HOST, port=port)


def in_mailbox(port: int) -> list[str]:
    with MailBoxUnencrypted(HOST, port, timeout=10).login(BOUNCES_USER, PASSWORD) as box:
        return [each.obj.as_string() for each in box.fetch()]


async def test_what_cannot_be_delivered_comes_back_as_a_report_that_is_read(tmp_path: Path) -> None:
    async with a_sink(tmp_path) as (port, bounces):
        await hand_in(port, "person@example.org")
        await hand_in(port, f"person{UNDELIVERABLE}")
        (back,) = await asyncio.to_thread(in_mailbox, bounces)
    report = read_report(back.encode())
    assert isinstance(report, DeliveryReport)
    assert report.failed == (f"person{UNDELIVERABLE}",)
    assert "<eins@example.org>" in report.named


async def test_each_message_becomes_a_file_for_its_owner_only(tmp_path: Path) -> None:
    async with a_sink(tmp_path) as (port, _):
        await hand_in(port, "person@example.org")
    (kept,) = (tmp_path / "mail").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert message_from_bytes(kept.read_bytes())["To"] == "person@example.org"
