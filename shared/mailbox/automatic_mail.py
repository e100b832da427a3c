"""Whether a machine sent a mail: nobody waits for an answer to it, and answering could go round for ever (RFC 3834)."""

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Final

from shared import mail_address
from shared.errors import Invalid

IN_BULK: Final = frozenset({"bulk", "junk", "list", "auto_reply"})
OF_LISTS: Final = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond")
NOBODY: Final = ("noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster", "bounce")
DAEMONS: Final = frozenset({"daemon", "listserv", "majordomo", "root"})
OF_LIST_OWNERS: Final = ("-request", "-owner", "-bounces")
SUPPRESSING: Final = frozenset({"all", "autoreply", "oof"})
"""Words of Exchange's own header (MS-OXCMAIL)."""


def is_written_by_machine(headers: Mapping[str, str]) -> bool:
    """Whether a machine wrote the mail, by what the mail says of itself.

    Bulk and a sender whom nobody reads do not count: ticket systems send what a person wrote like that.
    """
    return (
        headers.get("auto-submitted", "no").partition(";")[0].strip().lower() != "no"
        or headers.get("return-path", "").strip() == "<>"
        or headers.get("content-type", "").lower().startswith("multipart/report")
    )


def is_automatic(headers: Mapping[str, str], own_address: str = "") -> bool:
    """Whether a machine sent the mail. `headers` are keyed by their names in lower case.

    A mail from our own address counts: it would be our own answer that came back.
    """
    sender = parseaddr(headers.get("from", ""))[1].lower()
    return (
        is_written_by_machine(headers)
        or headers.get("precedence", "").strip().lower() in IN_BULK
        or any(name in headers for name in OF_LISTS)
        or sender.partition("@")[0].startswith(NOBODY)
        or (own_address != "" and sender == own_address.lower())
    )


def answerable(headers: Mapping[str, str], own_address: str = "") -> str:
    """The address to which an automatic answer may go (RFC 3834, 2 and 4): the return path, else the sender; or "".

    It is "" where a machine sent the mail, where sender or return path is an address that nobody reads, a list's or our
    own, where the mail is marked as spam, where its sender asks for no answer, and where the address is not valid.
    """
    sender, path = (parseaddr(headers.get(name, ""))[1] for name in ("from", "return-path"))
    suppressed = {each.strip().lower() for each in headers.get("x-auto-response-suppress", "").split(",")}
    if (
        is_automatic(headers, own_address)
        or headers.get("x-spam-flag", "").strip().lower() == "yes"
        or not suppressed.isdisjoint(SUPPRESSING)
    ):
        return ""
    for each in (sender, path):
        local = each.lower().partition("@")[0]
        is_lists = local.startswith("owner-") or local.endswith(OF_LIST_OWNERS)
        is_own = own_address != "" and each.lower() == own_address.lower()
        if local.startswith(NOBODY) or local in DAEMONS or is_lists or is_own:
            return ""
    try:
        return mail_address.read(path or sender)
    except Invalid:
        return ""
