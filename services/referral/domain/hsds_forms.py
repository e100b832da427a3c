"""Converts texts of an entry to the form that an HSDS field requires; a different exact text travels beside it."""

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from pydantic import AnyHttpUrl, ValidationError

from services.referral.domain.entry_import import UUID
from shared.errors import Invalid
from shared.mail_address import read as read_mail_address

NAMES: Final = uuid.UUID("6a1f0c55-2f0b-4c5e-9c2f-7d3b1f4f7e10")
IN_A_URI: Final = ":/?#@!$&'()*+,;=%"
"""Characters that RFC 3986 allows beside letters, digits and `-._~`."""

NO_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
MIDNIGHT, LAST_MINUTE = "24:00", "23:59"
"""HSDS has no 24:00; its guidance for the whole day is 00:00 to 23:59."""


def as_uri(web: str) -> str:
    """Encodes letters outside ASCII (RFC 3986); empty for a text that is no web address."""
    try:
        encoded = str(AnyHttpUrl(web))
    except ValidationError:
        return ""
    return NO_ESCAPE.sub("%25", quote(web if web.isascii() else encoded, safe=IN_A_URI))


def as_mail(address: str) -> str:
    """Returns the address with its domain in ASCII; empty for one that no mail can be sent to."""
    try:
        return read_mail_address(address)
    except Invalid:
        return ""


def as_uuid(named: str) -> str:
    """Turns another system's id that is no UUID into one, the same each time; an empty one stays empty."""
    text = named.lower()
    return text if not text or UUID.fullmatch(text) else str(uuid.uuid5(NAMES, text))


def as_time(time_of_day: str) -> str:
    return LAST_MINUTE if time_of_day == MIDNIGHT else time_of_day


def as_opening(text: str) -> str:
    """Converts a whole line as a form has it: days, and both times."""
    return text.replace(MIDNIGHT, LAST_MINUTE)


FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    "organisation_id": as_uuid,
    "openings": as_opening,
    "public_mail": as_mail,
    "web": as_uri,
}
"""The conversion of each field of an entry that has one."""
