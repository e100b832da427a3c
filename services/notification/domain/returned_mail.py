"""Reads a mail of ours that a mail server sent back without a report of RFC 3464, in its own format or free words.

Formats that name the recipients not reached mean that for good: qmail's (QSBMF, https://cr.yp.to/proto/qsbmf.txt) and
the header of older Exim. Free words may as well be about a delay; that the mail came back is proven by its letterhead.

A mail server answers a mail only with an empty return path (RFC 5321, 4.5.5). `postmaster` is no proof: a human has to
read that mailbox (4.5.1), and may answer from it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parseaddr
from typing import Final

from services.notification.domain.delivery import Cause
from shared.mailbox.automatic_mail import IN_BULK

DAEMON: Final = "mailer-daemon"
"""The sender from which nobody writes; older servers use it as return path, too."""
OF_EXIM: Final = "x-failed-recipients"
OF_QMAIL: Final = "Hi. This is the"
RECIPIENT: Final = re.compile(r"<([^<>\s]{1,254})>:")
QUOTED_HEAD: Final = re.compile(r"(?im)^[>|\t ]{0,8}Message-ID:[ \t]*(?:\r?\n[>|\t ]+)?(<[^<>\s]{1,250}>)")
MOST_RECIPIENTS: Final = 100
LONGEST: Final = 64 * 1024
"""Characters of a mail's text that are looked into."""
CODE: Final = re.compile(r"(?<![\d.])([45])\d\d[ -]#?(\1)\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
"""An SMTP reply code with its enhanced status code (RFC 2034), both of one class.

Version numbers and IP addresses do not match.
"""
CAUSES: Final[Mapping[tuple[int, int], Cause]] = {
    (1, 1): "no_mailbox",
    (1, 2): "no_domain",
    (2, 1): "mailbox_closed",
    (2, 2): "mailbox_full",
    (7, 1): "refused",
}
"""The causes by subject and detail of a code (RFC 3463).

These tell the desk how to go on, and servers use them as the RFC says.
"""


def is_by_mail_server(headers: Mapping[str, str]) -> bool:
    """Whether a mail server wrote it, and no answering machine, as far as that says so.

    `headers`: by their names in lower case.
    """
    sender = parseaddr(headers.get("from", ""))[1].lower().partition("@")[0]
    answers = headers.get("precedence", "").strip().lower() in IN_BULK or "x-autoreply" in headers
    return not answers and (sender == DAEMON or headers.get("return-path", "").strip() == "<>")


def letterheads(parts: Sequence[Message]) -> Iterator[str]:
    """Yields the Message-IDs of the mail that came back, attached whole or as its headers."""
    for part in parts:
        match part.get_content_type():
            case "message/rfc822":
                payload = part.get_payload()
                heads = [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
            case "text/rfc822-headers":
                content = part.get_payload(decode=True)
                heads = [message_from_bytes(content)] if isinstance(content, bytes) else []
            case _:
                continue
        yield from (str(head.get("Message-ID", "")) for head in heads)


def quoted_letterheads(text: str) -> list[str]:
    """Returns the Message-IDs of headers that stand in the text; no answering machine quotes those."""
    return QUOTED_HEAD.findall(text[:LONGEST])


def not_reached(headers: Mapping[str, str], text: str) -> tuple[str, ...]:
    """Returns the recipients in lower case that the server names as not reached for good, where its format says so."""
    if OF_EXIM in headers:
        found = [address for _, address in getaddresses([headers[OF_EXIM]])]
    else:
        found = _of_qmail(text[:LONGEST])
    return tuple(each.strip().lower() for each in found if each)[:MOST_RECIPIENTS]


def cause_in(text: str) -> Cause | None:
    """Returns what the codes in the text mean; None where there is no known one, or where they differ.

    Nobody reads the words themselves. A class of 4 says that the server has not given up, whatever keeps it (RFC 3463,
    2), except for a full mailbox.
    """
    found = {_cause(each[2], int(each[3]), int(each[4])) for each in CODE.finditer(text[:LONGEST])}
    return found.pop() if len(found) == 1 else None


def _cause(of_class: str, subject: int, detail: int) -> Cause | None:
    known = CAUSES.get((subject, detail))
    return known if of_class == "5" or known == "mailbox_full" else "not_yet"


def _of_qmail(text: str) -> list[str]:
    """Returns the recipients of the paragraphs between the first one and the one that begins with a hyphen."""
    first, *others = re.split(r"\r?\n[ \t]*\r?\n", text.strip())
    if not first.startswith(OF_QMAIL):
        return []
    found: list[str] = []
    for paragraph in others:
        if paragraph.startswith("-"):
            break
        if named := RECIPIENT.match(paragraph.lstrip()):
            found.append(named[1])
    return found
