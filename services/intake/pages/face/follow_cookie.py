"""A cookie in place of an entered receipt code, sealed under a key that only the face's processes have."""

import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from services.intake.domain.pieces import InPieces
from services.intake.handlers.person.receipt_access import Ticket
from shared.errors import Unauthenticated
from shared.sealing.keys import decode, encode
from shared.secret import Secret
from shared.web.sealed_cookie import SealedCookie

HERE: Final = "/rueckmeldung"
LASTS: Final = timedelta(minutes=30)
OF_UPLOADS: Final = "lotse-upload"
ASK_AGAIN: Final = "Bitte geben Sie Ihren Rückmeldecode noch einmal ein."
ANOTHER: Final = (
    "In diesem Browser ist inzwischen ein anderes Anliegen geöffnet. Es ist nichts geschehen. "
    "Bitte geben Sie den Rückmeldecode des Anliegens ein, um das es Ihnen geht."
)


class FollowCookie:
    def __init__(self, clock: Callable[[], datetime], pepper: bytes, key: Secret) -> None:
        self._clock = clock
        self._pepper = pepper
        self._sealed = SealedCookie("__Host-lotse-follow", key)
        self._of_uploads = SealedCookie(OF_UPLOADS, key)

    def mark(self, ticket: Ticket) -> str:
        """Returns the name of the ticket's thread in a form.

        It opens nothing, and reveals nothing without the pepper.
        """
        return encode(hmac.digest(self._pepper, b"lotse follow form" + ticket.locator.encode(), "sha256"))

    def required(self, request: Request, thread: str) -> Ticket:
        """Returns the ticket. Raises Unauthenticated without one, and if the form was shown for another thread."""
        ticket = self.read(request)
        if ticket is None or not thread:
            raise Unauthenticated(sentence=ASK_AGAIN)
        if not is_same(self.mark(ticket), thread):
            raise Unauthenticated(sentence=ANOTHER)
        return ticket

    def is_for(self, request: Request, thread: str) -> bool:
        ticket = self.read(request)
        return ticket is not None and is_same(self.mark(ticket), thread)

    def read(self, request: Request) -> Ticket | None:
        text = self._sealed.open(request.cookies)
        if text is None:
            return None
        kept = json.loads(text)
        return Ticket(kept["locator"], decode(kept["wrapping"])) if kept["until"] > self._clock().timestamp() else None

    def keep(self, response: Response, ticket: Ticket) -> None:
        until = (self._clock() + LASTS).timestamp()
        kept = {"locator": ticket.locator, "wrapping": encode(ticket.wrapping), "until": until}
        response.headers.append("Set-Cookie", self._sealed.header(json.dumps(kept)))

    def for_upload(self, ticket: Ticket, file: InPieces) -> str:
        """Returns a ticket for this one file while it is sent and handed in, also if the session ends meanwhile.

        It is no cookie: only the open page has it, nothing is shown for it, and it opens no page again.
        """
        upload = file.upload(self._pepper, ticket.locator)
        kept = {"locator": ticket.locator, "wrapping": encode(ticket.wrapping), "upload": upload}
        return self._of_uploads.seal(json.dumps(kept))

    def of_upload(self, text: str, file: InPieces) -> Ticket | None:
        """Opens a ticket of an upload; None for another file's, one that is too old, or a text that is not ours."""
        opened = self._of_uploads.open({OF_UPLOADS: text})
        if opened is None or not file.may_be_handed_in(self._clock()):
            return None
        kept = json.loads(opened)
        is_of_it = file.upload(self._pepper, kept["locator"]) == kept["upload"]
        return Ticket(kept["locator"], decode(kept["wrapping"])) if is_of_it else None

    def forget(self, response: Response) -> None:
        response.headers.append("Set-Cookie", self._sealed.removal())


def is_same(mark: str, thread: str) -> bool:
    return hmac.compare_digest(mark.encode(), thread.encode())
