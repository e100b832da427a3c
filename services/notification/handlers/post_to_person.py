"""Sends a notice to a person by the way that they allow.

That is a mail, or an SMS where there is a provider and a mobile number.
"""

from dataclasses import dataclass
from datetime import datetime

from services.notification import sms_texts
from services.notification.domain import mobile_number
from services.notification.domain.delivery import Delivery, Way
from services.notification.mail_texts import TEXTS
from services.notification.recipients import SafeContact
from services.notification.sms_provider import NotTaken, Sms, SmsProvider
from services.notification.smtp import Mail, MailServer


@dataclass(frozen=True)
class PostToPerson:
    mail_server: MailServer
    sms_provider: SmsProvider | None
    follow_page: str

    def way_to(self, contact: SafeContact) -> Way | None:
        """Returns the way, or None where it needs a human: by phone, or by SMS to what may be a landline's number."""
        match contact.channel:
            case "mail":
                return "mail"
            case "sms" if self.sms_provider and mobile_number.read(contact.address):
                return "sms"
            case _:
                return None

    async def post(self, delivery: Delivery, requested_at: datetime, contact: SafeContact) -> None:
        """Sends the notice. Raises TryLater, Refused and NotTaken like the server or provider of that way."""
        page = "" if contact.without_link else self.follow_page
        if contact.channel == "sms":
            number = mobile_number.read(contact.address)
            if self.sms_provider is None or number is None:
                raise NotTaken("no number that an SMS may be sent to")
            await self.sms_provider.send(Sms(delivery.reference, number, sms_texts.to_person(page)))
        else:
            await self.mail_server.send(
                Mail(delivery.reference, requested_at, (contact.address,), TEXTS[delivery.rule](page))
            )
