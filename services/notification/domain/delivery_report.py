"""Reads a mail server's report on a mail of ours (RFC 3464) from bytes that anybody may have sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Final, Literal

from services.notification.domain.delivery import Cause
from services.notification.domain.returned_mail import (
    MOST_RECIPIENTS,
    cause_in,
    is_by_mail_server,
    letterheads,
    not_reached,
    quoted_letterheads,
)
from shared.mailbox.automatic_mail import is_automatic, is_written_by_machine

READ_AT_MOST: Final = 128 * 1024
"""Bytes of a mail that are looked into: the report and the letterhead that came back, of a mail as short as ours."""
MOST_LINES: Final = 2_000
OF_A_FORM: Final = "multipart/report"
"""The content type of a report.

Others of this type say that a mail was shown (RFC 8098) or is complained of (RFC 5965): that mail arrived.
"""
STATUS: Final = re.compile(r"\s*([245])\.\d{1,3}\.\d{1,3}\b")
NAMING: Final = ("References", "In-Reply-To")

Unread = Literal["automatic", "in_bulk", "written"]
"""Kinds of mails that are no report.

`automatic`: it says that a machine wrote it; `in_bulk`: it looks so; `written`: a person may have written it.
"""


@dataclass(frozen=True)
class DeliveryReport:
    """A report. `named`: text in which the Message-ID of our mail stands, if anywhere; `failed`: addresses given up."""

    named: str = field(repr=False)
    failed: tuple[str, ...] = field(repr=False)
    is_delayed: bool


@dataclass(frozen=True)
class ReturnedMail:
    """A mail that came back with words that no rule reads.

    `named`, `failed`: as in DeliveryReport, if its server's own format says so; `otherwise`: the kind of mail, if it
    returns none of ours; `cause`: what the code among its words means.
    """

    named: str = field(repr=False)
    failed: tuple[str, ...] = field(repr=False)
    otherwise: Unread
    cause: Cause | None = None


def read_report(raw: bytes) -> DeliveryReport | ReturnedMail | Unread:
    """Reads a mail as a report, a returned mail, or neither. Raises what `email` raises on malformed mails."""
    mail = message_from_bytes(b"\n".join(raw[:READ_AT_MOST].split(b"\n", MOST_LINES)[:MOST_LINES]))
    parts = _children(mail)
    statuses = [each for each in parts if each.get_content_type() == "message/delivery-status"]
    if mail.get_content_type() != OF_A_FORM or not statuses:
        return _no_report(mail, parts)
    recipients = _children(statuses[0])[1 : MOST_RECIPIENTS + 1]
    named = [str(mail.get(name, "")) for name in NAMING]
    return DeliveryReport(
        named=" ".join([*named, *letterheads(parts)]),
        failed=tuple(_address(each) for each in recipients if _is(each, "failed")),
        is_delayed=any(_is(each, "delayed") for each in recipients),
    )


def _no_report(mail: Message, parts: Sequence[Message]) -> ReturnedMail | Unread:
    headers = {name.lower(): str(value) for name, value in mail.items()}
    kind = _unread(headers)
    if mail.get_content_type() == OF_A_FORM or not is_by_mail_server(headers):
        return kind
    text = "\n".join(_text(each) for each in parts or [mail])
    named = [*letterheads(parts), *quoted_letterheads(text)]
    return ReturnedMail(" ".join(named), not_reached(headers, text), kind, cause_in(text)) if named else kind


def _unread(headers: Mapping[str, str]) -> Unread:
    if is_written_by_machine(headers):
        return "automatic"
    return "in_bulk" if is_automatic(headers) else "written"


def _text(part: Message) -> str:
    """Returns the part's text in ASCII: letterheads and addresses are ASCII, whatever else there is."""
    content = part.get_payload(decode=True) if part.get_content_type() == "text/plain" else None
    return content.decode("ascii", "replace") if isinstance(content, bytes) else ""


def _is(recipient: Message, action: str) -> bool:
    """Whether the report says `action` of the recipient, with a status that is not one of success.

    A server that tried for days in vain says `failed` with a status of class 4: the action is what counts.
    """
    said = str(recipient.get("Action", "")).strip().lower()
    status = STATUS.match(str(recipient.get("Status", "")))
    return said == action and status is not None and status[1] != "2"


def _address(recipient: Message) -> str:
    """Returns the recipient's address in lower case: as we wrote it, where the server says so, else the final one."""
    stated = str(recipient.get("Original-Recipient") or recipient.get("Final-Recipient") or "")
    return stated.rpartition(";")[2].strip().lower()


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
