"""A sealed cookie that recognises the last report of a browser without scripts: sent again, it is the same request.

With scripts the page itself keeps its attempt (shared/web/static/lotse.js). Without, going back loads the form anew,
with another attempt, and only the browser still has the typed text.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from fastapi.responses import Response

from shared.secret import Secret
from shared.web.sealed_cookie import SealedCookie

LASTS: Final = timedelta(hours=1)
COMPARED: Final = 200
"""Number of leading characters by which a text is recognised; the rest may have changed."""

LEAST: Final = 30
"""Characters of the shortest text that is recognised.

A shorter one may be of another person at the same device, who must not see the first one's receipt code.
"""


class SentReport:
    """Returns an attempt only to a browser that sends the beginning of the text too."""

    def __init__(self, clock: Callable[[], datetime], key: Secret) -> None:
        self._clock = clock
        self._sealed = SealedCookie("__Host-lotse-sent", key)

    def attempt(self, cookies: Mapping[str, str], text: str) -> str | None:
        """Returns the attempt of the last report if this text begins like it."""
        opened = self._sealed.open(cookies)
        if opened is None:
            return None
        kept = json.loads(opened)
        is_same = hmac.compare_digest(kept["beginning"], beginning(text, kept["length"], kept["attempt"]))
        return str(kept["attempt"]) if is_same and kept["until"] > self._clock().timestamp() else None

    def keep(self, response: Response, attempt: str, text: str) -> None:
        """Keeps the attempt for LASTS, or until the browser is closed; not for a text shorter than LEAST."""
        length = min(len(text), COMPARED)
        if length < LEAST:
            return
        until = (self._clock() + LASTS).timestamp()
        kept = {"attempt": attempt, "length": length, "beginning": beginning(text, length, attempt), "until": until}
        response.headers.append("Set-Cookie", self._sealed.header(json.dumps(kept)))

    def forget(self, response: Response) -> None:
        response.headers.append("Set-Cookie", self._sealed.removal())


def beginning(text: str, length: int, attempt: str) -> str:
    return hashlib.sha256(f"{attempt}\n{text[:length]}".encode()).hexdigest()
