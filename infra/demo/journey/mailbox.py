"""The mail server's folder, read as the recipients would read their mail."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class Mailbox:
    folder: Path

    def of(self, address: str) -> list[EmailMessage]:
        """Returns the mails to the address, oldest first."""
        files = sorted(self.folder.rglob("*.eml"), key=lambda file: file.stat().st_mtime)
        mails = [message_from_bytes(file.read_bytes(), EmailMessage, policy=policy.default) for file in files]
        return [mail for mail in mails if address in str(mail["to"])]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return body.get_content() if body is not None else ""


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"https?://\S+", text_of(mail))
    assert found is not None, "the mail has no link"
    return found.group()
