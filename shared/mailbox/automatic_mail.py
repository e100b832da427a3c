"""Whether a machine sent a mail: nobody waits for an answer to it, and answering could go round for ever (RFC 3834)."""

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Final

IN_BULK: Final = frozenset({"bulk", "junk", "list", "auto_reply"})
OF_LISTS: Final = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond")
NOBODY: Final = ("noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster", "bounce")


def is_written_by_machine(headers: Mapping[str, str]) -> bool:
    """By what it says of itself: ticket systems send what a person wrote in bulk, and from addresses of nobody."""
    return (
        headers.get("auto-submitted", "no").partition(";")[0].strip().lower() != "no"
        or headers.get("return-path", "").strip() == "<>"
        or headers.get("content-type", "").lower().startswith("multipart/report")
    )


def is_automatic(headers: Mapping[str, str], own_address: str = "") -> bool:
    """`headers` by their names in lower case. A mail from our own address would be our own answer that came back."""
    sender = parseaddr(headers.get("from", ""))[1].lower()
    return (
        is_written_by_machine(headers)
        or headers.get("precedence", "").strip().lower() in IN_BULK
        or any(name in headers for name in OF_LISTS)
        or sender.partition("@")[0].startswith(NOBODY)
        or (own_address != "" and sender == own_address.lower())
    )
