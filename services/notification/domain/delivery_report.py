"""A report of a mail server on a mail of ours (RFC 3464), out of bytes that anybody may have sent."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Final, Literal

from shared.mailbox.automatic_mail import is_automatic, is_written_by_machine

READ_AT_MOST: Final = 128 * 1024
"""Bytes of a mail that are looked into: the report and the letterhead that came back, of a mail as short as ours."""
MOST_RECIPIENTS: Final = 100
MOST_LINES: Final = 2_000
STATUS: Final = re.compile(r"\s*([245])\.\d{1,3}\.\d{1,3}\b")
NAMING: Final = ("References", "In-Reply-To")

Unread = Literal["automatic", "in_bulk", "written"]
"""What is no report: it says that a machine wrote it; it looks so; or a person may have written it."""


@dataclass(frozen=True)
class DeliveryReport:
    """`named`: text in which the Message-ID of the mail stands, if anywhere; `failed`: whose server gave up."""

    named: str = field(repr=False)
    failed: tuple[str, ...] = field(repr=False)
    is_delayed: bool


def read_report(raw: bytes) -> DeliveryReport | Unread:
    """Raises what `email` raises on what nobody should have sent."""
    mail = message_from_bytes(b"\n".join(raw[:READ_AT_MOST].split(b"\n", MOST_LINES)[:MOST_LINES]))
    parts = _children(mail)
    statuses = [each for each in parts if each.get_content_type() == "message/delivery-status"]
    if mail.get_content_type() != "multipart/report" or not statuses:
        headers = {name.lower(): str(value) for name, value in mail.items()}
        if is_written_by_machine(headers):
            return "automatic"
        return "in_bulk" if is_automatic(headers) else "written"
    recipients = _children(statuses[0])[1 : MOST_RECIPIENTS + 1]
    named = [str(mail.get(name, "")) for name in NAMING]
    return DeliveryReport(
        named=" ".join([*named, *_returned(parts)]),
        failed=tuple(_address(each) for each in recipients if _is(each, "failed")),
        is_delayed=any(_is(each, "delayed") for each in recipients),
    )


def _returned(parts: Sequence[Message]) -> Iterator[str]:
    """Message-IDs of the mail that came back, whole or as its headers."""
    for part in parts:
        match part.get_content_type():
            case "message/rfc822":
                heads = _children(part)
            case "text/rfc822-headers":
                content = part.get_payload(decode=True)
                heads = [message_from_bytes(content)] if isinstance(content, bytes) else []
            case _:
                continue
        yield from (str(head.get("Message-ID", "")) for head in heads)


def _is(recipient: Message, action: str) -> bool:
    """A server that tried for days in vain says `failed` with a status of 4: the action is what counts."""
    said = str(recipient.get("Action", "")).strip().lower()
    status = STATUS.match(str(recipient.get("Status", "")))
    return said == action and status is not None and status[1] != "2"


def _address(recipient: Message) -> str:
    """As we wrote it, where the server says so."""
    stated = str(recipient.get("Original-Recipient") or recipient.get("Final-Recipient") or "")
    return stated.rpartition(";")[2].strip().lower()


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
