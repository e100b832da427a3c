"""Reads a mail's bytes into text, letterhead and the mails that it answers; any bytes give a result."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from hashlib import sha256
from typing import Any, Final

import puremagic

from shared.mailbox.automatic_mail import answerable, is_automatic
from shared.mailbox.letterhead import Attached, Letterhead
from shared.mailbox.plain_text import decoded, from_html, storable
from shared.text import LONGEST

UNREADABLE: Final = "(Diese Mail konnten wir nicht lesen. Sie liegt vollständig bei.)"
EMPTY: Final = "(Diese Mail hat keinen Text.)"
MESSAGE_ID: Final = re.compile(r"<[^<>\s]+>")
MOST_ANSWERED: Final = 50
MOST_ATTACHED: Final = 200
LONGEST_HEADER: Final = 300
ENOUGH: Final = 4_096
"""Bytes at the beginning of an attachment that tell its kind."""


@dataclass(frozen=True)
class ReadMail:
    """`text` fits into a message; `answers`: the Message-IDs that the mail answers, the nearest first."""

    text: str = field(repr=False)
    head: Letterhead = field(repr=False)
    message_id: str = field(default="", repr=False)
    answers: tuple[str, ...] = field(default=(), repr=False)
    automatic: bool = False
    reply_to: str = field(default="", repr=False)
    """The address to which an automatic answer may go; "" where none may."""


def identity(raw: bytes) -> tuple[str, ...]:
    """Hashes by which the same mail is known again, whatever servers wrote above it on its way."""
    head, _, body = raw.partition(b"\r\n\r\n") if b"\r\n\r\n" in raw else raw.partition(b"\n\n")
    lines = re.findall(rb"(?im)^(?:message-id|date|from|subject):.*(?:\r?\n[ \t].*)*", head)
    return sha256(b"\n".join(each.strip() for each in lines)).hexdigest(), sha256(body).hexdigest()


def read_mail(raw: bytes, own_address: str = "") -> ReadMail:
    """Raises nothing: `email` fails in many ways on malformed mails, and these are taken all the same."""
    try:
        return _read(message_from_bytes(raw), own_address)
    except Exception:
        return ReadMail(UNREADABLE, Letterhead(unreadable=True))


def _read(mail: Message, own_address: str) -> ReadMail:
    text = storable("\n\n".join(_texts(mail))).strip()
    attached = tuple(_attached(part) for part, _ in zip(_others(mail), range(MOST_ATTACHED), strict=False))
    headers = {name.lower(): _header(mail, name) for name in mail}
    named = [*MESSAGE_ID.findall(headers.get("references", "")), *MESSAGE_ID.findall(headers.get("in-reply-to", ""))]
    message_id = MESSAGE_ID.search(headers.get("message-id", ""))
    head = Letterhead(
        sender=headers.get("from", "")[:LONGEST_HEADER],
        subject=headers.get("subject", "")[:LONGEST_HEADER],
        attached=attached,
        shortened=len(text) > LONGEST,
    )
    return ReadMail(
        text=text[:LONGEST].strip() or EMPTY,
        head=head,
        message_id=message_id[0] if message_id else "",
        answers=tuple(dict.fromkeys(reversed(named)))[:MOST_ANSWERED],
        automatic=is_automatic(headers, own_address),
        reply_to=answerable(headers, own_address),
    )


def _header(mail: Message, name: str) -> str:
    pieces: Sequence[tuple[Any, str | None]] = decode_header(mail[name] or "")
    text = "".join(each if isinstance(each, str) else decoded(each, charset) for each, charset in pieces)
    return " ".join(storable(text).split())


def _texts(part: Message) -> list[str]:
    """The texts of this part; of alternatives only one, the plain one where it says anything."""
    if part.get_content_maintype() == "multipart":
        children = _children(part)
        if part.get_content_type() != "multipart/alternative":
            return [text for child in children for text in _texts(child)]
        ordered = sorted(children, key=lambda child: child.get_content_type() != "text/plain")
        return next((said for child in ordered if (said := _texts(child))), [])
    if not _is_text(part):
        return []
    text = decoded(_payload(part), part.get_content_charset())
    text = from_html(text) if part.get_content_type() == "text/html" else text
    return [text.strip()] if text.strip() else []


def _others(part: Message) -> Iterator[Message]:
    """Yields the parts that are no text to read; a forwarded mail is one of them, and is not looked into."""
    if part.get_content_maintype() == "multipart":
        for child in _children(part):
            yield from _others(child)
    elif not _is_text(part):
        yield part


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _is_text(part: Message) -> bool:
    is_file = part.get_content_disposition() == "attachment" or part.get_filename() is not None
    return not is_file and part.get_content_type() in ("text/plain", "text/html")


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b"".join(each.as_bytes() for each in _children(part))


def _attached(part: Message) -> Attached:
    content = _payload(part)
    name = storable(_words(part.get_filename() or part.get_content_type()))
    return Attached(name=" ".join(name.split())[:LONGEST_HEADER], kind=_kind(content[:ENOUGH]), size=len(content))


def _words(name: str) -> str:
    return "".join(each if isinstance(each, str) else decoded(each, charset) for each, charset in decode_header(name))


def _kind(begin: bytes) -> str | None:
    try:
        return str(puremagic.from_string(begin, mime=True)) or None
    except (puremagic.PureError, ValueError):
        return None
