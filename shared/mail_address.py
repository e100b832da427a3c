"""E-mail addresses: the one check for whoever hands one in, and for the sender of mails."""

import re
from typing import Annotated, Any, Final

from email_validator import EmailNotValidError, ValidatedEmail, validate_email
from pydantic import AfterValidator, WithJsonSchema

from shared.errors import Invalid
from shared.text import INVISIBLE

LONGEST: Final = 254
"""Characters, the domain in ASCII (RFC 5321)."""

ENCODED_WORD: Final = "=?"
"""Allowed in a local part by RFC 5321, but read as the beginning of an encoded word in a header."""

SENTENCE: Final = (
    "Diese E-Mail-Adresse können wir nicht anschreiben. Bitte geben Sie eine einzelne Adresse an, "
    "zum Beispiel name@example.org, ohne Umlaute vor dem @."
)


def read(text: str) -> str:
    """The address as mails are sent to it: trimmed, the domain lower-case in its ASCII form (IDNA 2008, UTS 46).

    The result is read as itself again, can be written into a header, and is accepted in an SMTP envelope without
    SMTPUTF8. Raises Invalid `bad-mail-address` for everything else: more than one address, display names, quoted or
    non-ASCII local parts, address literals, domains without a dot or reserved by RFC 6761, control and invisible
    characters. It does not check whether the address receives mail.
    """
    try:
        address = _checked(text.strip()).ascii_email or ""
    except EmailNotValidError:
        raise Invalid("bad-mail-address", SENTENCE) from None
    if ENCODED_WORD in address or re.search(f"[{INVISIBLE}]", text):
        raise Invalid("bad-mail-address", SENTENCE)
    return address


def readable(address: str) -> str:
    """The address for people to read, the domain in its own letters; an address that is not valid stays as it is."""
    try:
        return _checked(address).normalized
    except EmailNotValidError:
        return address


def _checked(text: str) -> ValidatedEmail:
    return validate_email(text, allow_smtputf8=False, check_deliverability=False, strict=True)


DESCRIBED: Final[dict[str, Any]] = {"type": "string", "format": "email", "maxLength": LONGEST}

MailAddress = Annotated[str, AfterValidator(read), WithJsonSchema(DESCRIBED)]
"""A field of a form or of the API; raises as `read` does."""
