"""The mail server: each mail gets a stable id, and no header that somebody else's text could add to."""

import asyncio
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

import aiosmtplib

from services.notification.domain.message_id import MessageIds
from services.notification.mail_texts import MailText
from shared import mail_address
from shared.errors import Invalid, TryLater
from shared.secret import Secret, values
from shared.telemetry import metrics

log: Final = logging.getLogger(__name__)

TIMEOUT: Final = 10.0
"""Seconds for each answer of the server."""
WITHIN: Final = 30.0
"""Seconds for one mail, however slowly the server answers.

After them it counts as away, and a second copy has the same id.
"""
FROM_THE_FIRST_BYTE: Final = 465
"""The port of submission over TLS (RFC 8314, 3.3); on every other one TLS begins with STARTTLS (RFC 3207)."""
MESSAGE_ID: Final = re.compile(r"<[!-;=?-~]{1,250}>")
"""A Message-ID of another system, as far as it fits into a line of our own header."""
PERMANENT: Final = 500
"""The reply code from which on a failure is permanent (RFC 5321, 4.2.1)."""


class Refused(Exception):
    """No retry will deliver this mail. The exception's text never names the recipient."""


@dataclass(frozen=True)
class Mail:
    """A mail of ours. `reference` becomes the Message-ID, so that a second copy is recognised.

    `requested_at` becomes the Date. `is_answerable`: an answer is read; `reply_to`: the address for answers, where
    another service reads them.
    """

    reference: str
    requested_at: datetime
    to: tuple[str, ...]
    text: MailText
    is_answerable: bool = False
    reply_to: str = ""
    is_automatic_answer: bool = False
    """Whether it answers a mail that came in.

    Nothing comes back from it, and no machine answers it (RFC 3834, 3.1.8 and 3.3).
    """
    answers: str = field(default="", repr=False)
    """The Message-ID of the mail that it answers."""


@dataclass(frozen=True)
class Answers:
    """The recipients for whom the server took a mail, and those for whom it hesitates.

    The latter (`late`) are tried again alone.
    """

    taken: tuple[str, ...]
    late: tuple[str, ...]


@dataclass(frozen=True)
class Login:
    """`password` is read anew for each mail, so that it may change."""

    user: str
    password: Secret = field(repr=False)


class MailServer:
    """Sends mails from the one address `sender`; what cannot be delivered goes back to `return_path`.

    With `tls` nothing is said before the channel is encrypted and the server's certificate is that of `host`: a server
    that offers no TLS counts as away. Without it, mails leave in the clear: for a server on the same machine.
    """

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        message_ids: MessageIds,
        *,
        return_path: str = "",
        answers_to: str = "",
        tls: bool = True,
        login: Login | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._at_once = tls and port == FROM_THE_FIRST_BYTE
        self._starts = tls and not self._at_once
        self._login = login
        self._sender = sender
        self._return_path = return_path or sender
        self._answers_to = answers_to
        self._message_ids = message_ids

    async def send(self, mail: Mail) -> Answers:
        """Sends a mail, and returns what the server said of each of `mail.to`.

        Raises TryLater while it is away or hesitates for all, Refused when it will never take this mail. A recipient
        who is refused for good beside others who are served is not tried again; the log has the codes.
        """
        message = self._compose(mail)
        user = self._login.user if self._login else None
        password = values(self._login.password())[0] if self._login else None
        try:
            async with asyncio.timeout(WITHIN):
                refused, _ = await aiosmtplib.send(
                    message,
                    sender="" if mail.is_automatic_answer else self._return_path,
                    recipients=[address.addr_spec for address in message["To"].addresses],
                    hostname=self._host,
                    port=self._port,
                    timeout=TIMEOUT,
                    local_hostname=self._message_ids.domain,
                    use_tls=self._at_once,
                    start_tls=self._starts,
                    username=user,
                    password=password,
                )
        except aiosmtplib.SMTPRecipientsRefused as error:
            _answers(mail.to, {each.recipient: each.code for each in error.recipients})
            raise _failure(min(each.code for each in error.recipients)) from None
        except aiosmtplib.SMTPDataError as error:
            raise _failure(error.code) from None
        except (aiosmtplib.SMTPException, OSError):
            raise TryLater("the mail server is away") from None
        if refused:
            codes = "|".join(sorted(str(code) for code, _ in refused.values()))
            log.error("mail refused for some", extra={"dispatch": mail.reference, "reason": codes})
        return _answers(mail.to, {address: code for address, (code, _) in refused.items()})

    def mark(self, reference: str, address: str) -> str:
        """Returns the mark by which a recipient of that mail is known again."""
        return self._message_ids.mark(reference, _address(address).addr_spec)

    def _compose(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=policy.SMTP)
        message["Message-ID"] = self._message_ids.of(mail.reference)
        message["Date"] = format_datetime(mail.requested_at)
        message["From"] = Address(addr_spec=self._sender)
        if reply_to := mail.reply_to or (self._answers_to if mail.is_answerable else ""):
            message["Reply-To"] = _address(reply_to)
        message["To"] = [_address(each) for each in mail.to]
        message["Subject"] = mail.text.subject
        message["Auto-Submitted"] = "auto-replied" if mail.is_automatic_answer else "auto-generated"
        if MESSAGE_ID.fullmatch(mail.answers):
            message["In-Reply-To"] = message["References"] = mail.answers
        message.set_content(mail.text.body, cte="quoted-printable")
        return message


def _answers(to: Sequence[str], codes: Mapping[str, int]) -> Answers:
    """Sorts the recipients by what the server said, and counts each of them.

    `codes`: of those for whom the server did not take the mail.
    """
    said = {each: codes.get(_address(each).addr_spec) for each in to}
    late = tuple(each for each, code in said.items() if code is not None and code < PERMANENT)
    taken = tuple(each for each, code in said.items() if code is None)
    refused = len(said) - len(taken) - len(late)
    for outcome, number in (("taken", len(taken)), ("late", len(late)), ("refused", refused)):
        metrics.MAIL_RECIPIENTS.labels(outcome).inc(number)
    return Answers(taken, late)


def _address(text: str) -> Address:
    """Reads a single address.

    Raises Refused for any other text, stored before addresses were checked where they come in.
    """
    try:
        return Address(addr_spec=mail_address.read(text))
    except Invalid:
        raise Refused("not a mail address") from None


def _failure(code: int) -> Exception:
    return Refused("refused by the mail server") if code >= PERMANENT else TryLater("the mail server hesitates")
