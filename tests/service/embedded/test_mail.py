import sys
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib

from infra.embedded.ports import HOST, free_ports
from infra.embedded.probes import listens
from infra.embedded.processes import Program, ready, start


async def test_each_message_becomes_a_file_for_its_owner_only(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    folder = tmp_path / "mail"
    folder.mkdir()
    command = [sys.executable, "-m", "infra.embedded.mail", HOST, str(port), str(folder)]
    sink = await start(Program("mail", command, tmp_path / "log", port=port))
    try:
        await ready(sink, listens(port))
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "lotse@example.org", "person@example.org", "Nachricht"
        message.set_content("Es gibt etwas Neues für Sie.")
        await aiosmtplib.send(message, hostname=HOST, port=port)
    finally:
        await sink.stop()
    (kept,) = folder.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert message_from_bytes(kept.read_bytes())["To"] == "person@example.org"
