"""Tells our own forms from others' where a browser does not: a token in each form, bound to a cookie of the browser.

Browsers without Fetch Metadata send `Origin: null` from our pages, because these have the policy `no-referrer`. Only
such browsers get the cookie, and only with a page that has a form; the token in the form is the cookie's hash. No other
site can read or set a `__Host-` cookie, so none can make the pair.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Receive, Scope

from shared.sealing.keys import encode
from shared.web.body import replayed, whole

COOKIE: Final = "__Host-lotse-form"
FIELD: Final = "form_token"
ATTRIBUTES: Final = "Path=/; Secure; HttpOnly; SameSite=Strict"
VALUE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
IN_A_PART: Final = re.compile(rb'name="form_token"\r\n\r\n([A-Za-z0-9_-]{43})\r\n')
BEGIN: Final = 4_096
"""First bytes of a form with a file, in which its token must stand: it is put in front of all other fields."""
FORM: Final = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')


def is_needed(headers: Mapping[str, str]) -> bool:
    return "sec-fetch-site" not in headers


def put_into(page: str, cookies: Mapping[str, str]) -> tuple[str, str | None]:
    """The page with the token in each form that is posted, and the Set-Cookie for it where the browser needs one."""
    known = cookies.get(COOKIE, "")
    is_known = VALUE.fullmatch(known) is not None
    value = known if is_known else secrets.token_urlsafe(32)
    field = f'<input type="hidden" name="{FIELD}" value="{token(value)}">'
    with_token, forms = FORM.subn(lambda form: form[0] + field, page)
    return with_token, f"{COOKIE}={value}; {ATTRIBUTES}" if forms and not is_known else None


async def taken_out(scope: Scope, receive: Receive) -> tuple[bool, bytes]:
    """Whether the form's token is this browser's, and the body without it. The request must be a form."""
    body = await whole(receive)
    name = FIELD.encode() + b"="
    parts = body.split(b"&")
    shown = next((each.removeprefix(name) for each in parts if each.startswith(name)), b"")
    rest = b"&".join(each for each in parts if not each.startswith(name))
    return _is_right(scope, shown), rest


async def shown_first(scope: Scope, receive: Receive) -> tuple[bool, Receive]:
    """Whether a form with a file begins with this browser's token, and a `receive` that gives the whole form."""
    begin, more = b"", True
    while more and len(begin) < BEGIN:
        message = await receive()
        begin += message.get("body", b"")
        more = message.get("more_body", False)
    found = IN_A_PART.search(begin[:BEGIN])
    return _is_right(scope, found[1] if found else b""), replayed(begin, receive, more=more)


def _is_right(scope: Scope, shown: bytes) -> bool:
    value = cookie_parser(Headers(scope=scope).get("cookie", "")).get(COOKIE, "")
    return VALUE.fullmatch(value) is not None and hmac.compare_digest(token(value).encode(), shown)


def token(value: str) -> str:
    return encode(hashlib.sha256(b"lotse form token" + value.encode()).digest())
