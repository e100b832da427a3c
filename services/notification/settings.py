"""Notification's environment: where mail and SMS leave, under which neutral names, and which hosts are told."""

import hmac
from email.headerregistry import Address
from ipaddress import ip_address
from typing import Self

from pydantic import Field, SecretStr, model_validator

from services.notification import sms_texts
from services.notification.domain.message_id import MessageIds
from services.notification.domain.sms_length import length
from services.notification.domain.webhook_address import Destinations, Sink
from services.notification.sms_provider import SmsProvider
from services.notification.smtp import Login, MailServer
from shared.mailbox.imap import MailAccount
from shared.moved_clock import MovableClock
from shared.sealing.keys import decode
from shared.secret import Secret, values


class NotificationSettings(MovableClock):
    """The settings of notification.

    `webhook_hosts`: hosts at which partners' systems may be; `webhook_sink`: a receiver on this machine, demo only.

    `smtp_tls`: mails leave encrypted or not at all, on port 465 from the first byte, else after STARTTLS. `smtp_user`:
    the user to log in there, with the secret `smtp_password`; empty where no login is needed.

    `answer_within`: seconds that a partner's system or the SMS provider has for one answer.

    `sms_url`: where the provider takes messages; empty where there is none, and somebody at the desk writes the SMS.
    `sms_from`: a number or name that says nothing. `sms_report_token`: the token by which it reports; without it,
    nobody does.

    `bounce_address`: where mails go back to that cannot be delivered; empty: to `mail_from`. `bounce_imap`: where its
    mailbox is read, with the secret `bounce_password`; partners' answers to our mails come there too, and nothing else.
    Empty: nobody reads it, and what the mail server took counts as sent. `bounce_pause`: seconds between two looks.

    `digest_to`: where the contact point's staff read their mail; on each working day at the hour `digest_at` a mail
    there says how much is to be done. Empty: none is sent. It is no mailbox that a machine empties, as the desk's or
    the return path's.
    """

    audit_key: SecretStr
    webhook_key: SecretStr
    smtp: str = Field(pattern=r"^[^:\s]+:\d{1,5}$")
    smtp_tls: bool = True
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    mail_from: str = Field(default="nachricht@example.org", pattern=r"^[^@\s]+@[^@\s]+$")
    webhook_hosts: frozenset[str] = frozenset()
    webhook_sink: str | None = Field(default=None, pattern=r"^[0-9.]+:\d{1,5}$")
    answer_within: float = Field(default=10.0, gt=0, le=10)
    sms_url: str = Field(default="", pattern=r"^$|^https?://[^\s@#]+$")
    sms_from: str = Field(default="Nachricht", pattern=r"^(\+[1-9][0-9]{6,14}|[A-Za-z][A-Za-z0-9 ]{0,10})$")
    sms_token: SecretStr | None = None
    sms_report_token: SecretStr | None = None
    bounce_address: str = Field(default="", pattern=r"^$|^[^@\s]+@[^@\s]+$")
    bounce_imap: str = Field(default="", pattern=r"^$|^[^:\s]+:\d{1,5}$")
    bounce_user: str = ""
    bounce_password: SecretStr | None = None
    bounce_folder: str = "INBOX"
    bounce_tls: bool = True
    bounce_pause: float = Field(default=60.0, gt=0, le=300)
    digest_to: str = Field(default="", pattern=r"^$|^[^@\s]+@[^@\s]+$")
    digest_at: int = Field(default=8, ge=0, le=15)

    @model_validator(mode="after")
    def _has_no_sink_in_production(self) -> Self:
        if self.profile == "production" and self.webhook_sink is not None:
            raise ValueError("LOTSE_WEBHOOK_SINK is for the demo: production has none")
        return self

    @model_validator(mode="after")
    def _sends_mails_unread(self) -> Self:
        if self.smtp_user and not (self.smtp_password and values(self.smtp_password.get_secret_value())):
            raise ValueError("LOTSE_SMTP_USER needs the secret smtp_password")
        if self.profile == "production" and not self.smtp_tls:
            raise ValueError("LOTSE_SMTP_TLS is switched off: production sends no mail in the clear")
        if self.smtp_user and not self.smtp_tls:
            raise ValueError("LOTSE_SMTP_USER needs LOTSE_SMTP_TLS: no password leaves in the clear")
        return self

    @model_validator(mode="after")
    def _may_send_sms(self) -> Self:
        if not self.sms_url:
            return self
        if not (self.sms_token and values(self.sms_token.get_secret_value())):
            raise ValueError("LOTSE_SMS_URL needs the secret sms_token")
        if self.profile == "production" and not self.sms_url.startswith("https://"):
            raise ValueError("LOTSE_SMS_URL is reached without TLS: production needs https")
        if length(sms_texts.to_person(self.follow_page)).segments > 1:
            raise ValueError("LOTSE_PUBLIC_URL is too long for one SMS")
        return self

    @model_validator(mode="after")
    def _reads_bounces_of_an_address_of_their_own(self) -> Self:
        if not self.bounce_imap:
            return self
        if not (self.bounce_user and self.bounce_password):
            raise ValueError("LOTSE_BOUNCE_IMAP needs LOTSE_BOUNCE_USER and the secret bounce_password")
        if self.bounce_address.lower() in ("", self.mail_from.lower()):
            raise ValueError("LOTSE_BOUNCE_ADDRESS must be an address of its own: its mailbox is emptied")
        if self.profile == "production" and not self.bounce_tls:
            raise ValueError("LOTSE_BOUNCE_TLS is switched off: production reads no mailbox in the clear")
        return self

    @model_validator(mode="after")
    def _tells_staff_where_somebody_reads(self) -> Self:
        if self.digest_to and self.digest_to.lower() in (self.mail_from.lower(), self.bounce_address.lower()):
            raise ValueError("LOTSE_DIGEST_TO must be a mailbox of the staff: nobody reads those that mails leave from")
        return self

    @property
    def own_addresses(self) -> frozenset[str]:
        """The addresses that no automatic answer goes to."""
        return frozenset(each.lower() for each in (self.mail_from, self.bounce_address, self.digest_to) if each)

    @property
    def follow_page(self) -> str:
        """The page on which a person reads what is new."""
        return self.public_url.rstrip("/") + "/rueckmeldung"

    @property
    def example_link(self) -> str:
        """A link that looks like one to a referral, for the preview of texts; it opens nothing."""
        return self.partner_url.rstrip("/") + "/partner/zugang/BEISPIEL"

    @property
    def sms_provider(self) -> SmsProvider | None:
        if not self.sms_url:
            return None
        return SmsProvider(self.sms_url, self.secret("sms_token"), self.sms_from, timeout=self.answer_within)

    @property
    def sms_reports(self) -> Secret | None:
        return self.secret("sms_report_token") if self.sms_report_token else None

    @property
    def mail_server(self) -> MailServer:
        login = Login(self.smtp_user, self.secret("smtp_password")) if self.smtp_user else None
        return MailServer(
            *_address(self.smtp),
            self.mail_from,
            self.message_ids,
            return_path=self.bounce_address,
            answers_to=self.bounce_address if self.bounce_imap else "",
            tls=self.smtp_tls,
            login=login,
        )

    @property
    def message_ids(self) -> MessageIds:
        """Their key follows from the audit key, which no other service has."""
        key = hmac.digest(self.audit_key.get_secret_value().encode(), b"lotse message ids", "sha256")
        return MessageIds(key, Address(addr_spec=self.mail_from).domain)

    @property
    def bounces(self) -> MailAccount | None:
        if not self.bounce_imap:
            return None
        password = self.secret("bounce_password")
        return MailAccount(
            *_address(self.bounce_imap), self.bounce_user, password, self.bounce_folder, tls=self.bounce_tls
        )

    @property
    def destinations(self) -> Destinations:
        if self.webhook_sink is None:
            return Destinations(self.webhook_hosts)
        host, port = _address(self.webhook_sink)
        return Destinations(self.webhook_hosts, Sink(str(ip_address(host)), port))

    @property
    def signing_key(self) -> bytes:
        """The key under which the secrets of partners' systems are sealed in the store."""
        return decode(self.webhook_key.get_secret_value())


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.partition(":")
    return host, int(port)
