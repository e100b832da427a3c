"""A thread is found by the phone number or mail address of its safe contact, of which only a keyed hash is stored."""

import hmac
import re
from typing import Final

from services.intake.domain.ids import ThreadId
from services.intake.domain.safe_contact import SafeContact
from shared import mail_address
from shared.errors import Invalid
from shared.state import State

LEAST_DIGITS: Final = 6
GERMANY: Final = "49"
PURPOSE: Final = b"lotse found by "


class FoundBy(State):
    """`mark`: the mark of the safe contact in force; without one, the case is found by its number alone."""

    thread: ThreadId
    mark: str


def mark(secret: bytes, typed: str) -> str | None:
    """Returns the mark of an address or number as people write it; None for anything else. Hex of HMAC-SHA-256.

    `secret` must be known to the desk alone: with it, all existing numbers could be tried.
    """
    said = _number(typed) if "@" not in typed else _address(typed)
    return hmac.digest(secret, PURPOSE + said.encode(), "sha256").hex() if said else None


def mark_of(secret: bytes, safe_contact: SafeContact) -> str | None:
    return mark(secret, safe_contact.address) if safe_contact.address else None


def _address(typed: str) -> str | None:
    """Returns the address in lower case: no provider that people use distinguishes mailboxes by case."""
    try:
        return mail_address.read(typed).lower()
    except Invalid:
        return None


def _number(typed: str) -> str | None:
    """Returns the digits with the country, as in ITU-T E.164; a number without one is German."""
    if re.search(r"[^0-9+()/.\s\u2010-\u2015-]", typed):
        return None
    digits = re.sub(r"[^0-9]", "", re.sub(r"\(0\)", "", typed))
    if len(digits) < LEAST_DIGITS:
        return None
    if typed.strip().startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    return GERMANY + digits.removeprefix("0")
