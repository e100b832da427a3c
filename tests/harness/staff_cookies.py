"""Signed-in staff: the keys that services of tests are given, and cookies as the desk issues them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from shared.clock import now
from shared.sealing.keys import encode
from shared.sealing.signing import new_signing_key, public_of
from shared.secret import fixed
from shared.web.session import Staff, to_text
from shared.web.staff_cookie import IssuedStaffCookie, StaffCookie

COOKIE_KEY: Final = encode(bytes(32))
SIGN_IN_KEY: Final = new_signing_key()
TOLD: Final[Mapping[str, Any]] = {"cookie_key": COOKIE_KEY, "sign_in_public_key": public_of(SIGN_IN_KEY)}
"""Settings of every service behind the staff door."""

AT_THE_DESK: Final[Mapping[str, Any]] = {**TOLD, "sign_in_key": SIGN_IN_KEY}
ISSUED: Final = IssuedStaffCookie(fixed(COOKIE_KEY), fixed(SIGN_IN_KEY))
OPENED: Final = StaffCookie(fixed(COOKIE_KEY), fixed(public_of(SIGN_IN_KEY)))


def cookie_pair(who: Staff, issued: IssuedStaffCookie = ISSUED) -> str:
    """Returns name and value of the cookie, as `name=value`."""
    return issued.header(to_text(who)).partition(";")[0]


def cookie_of(who: Staff) -> dict[str, str]:
    """Returns the header of somebody whose sign-in was confirmed just now, whenever `who` was made."""
    return {"Cookie": cookie_pair(replace(who, began=now(), seen=now()))}
