"""One mail: its recipients are asked for, it is sent, and how its delivery ended is published."""

import logging
from functools import partial
from typing import Final

from services.notification.domain import notice_policy
from services.notification.domain.notice_policy import Delivery, Outcome
from services.notification.mail_texts import MailText, to_partner, to_person
from services.notification.publications import publish
from services.notification.recipients import Ask, partner_notice, person_addresses
from services.notification.smtp import Mail, MailServer, Refused
from services.notification.store import DELIVERIES, safe_contact_of
from shared.bus import Effect, OnDone, Transaction, UnitOfWork, is_last_try
from shared.errors import Never, TryLater
from shared.failpoint import failpoint
from shared.store import AWAY

log: Final = logging.getLogger(__name__)

FOLLOW_PAGE: Final = "/rueckmeldung"


class SendMail:
    """Carries out effects of the kind `mail`; the id of each is the id of its delivery."""

    def __init__(self, unit_of_work: UnitOfWork, ask: Ask, mail_server: MailServer, public_url: str) -> None:
        self._unit_of_work = unit_of_work
        self._ask = ask
        self._mail_server = mail_server
        self._follow_page = public_url.rstrip("/") + FOLLOW_PAGE

    async def __call__(self, effect: Effect) -> OnDone:
        """Raises TryLater while an owner or the mail server is away.

        What can never arrive ends as `failed`, so that a human sees it; so does the last try after an error that nobody
        foresaw, which holds back the next mail no longer.
        """
        delivery = await self._unit_of_work(partial(DELIVERIES.find, id=effect.id))
        if delivery is None:
            return _nothing
        try:
            return partial(_end, effect.id, await self._send(effect, delivery))
        except (Never, Refused):
            return partial(_end, effect.id, "failed")
        except (TryLater, *AWAY):
            raise
        except Exception as error:
            if not is_last_try(effect):
                raise
            log.error("mail failed", extra={"dispatch": effect.id, "reason": type(error).__name__})
            return partial(_end, effect.id, "failed")

    async def _send(self, effect: Effect, delivery: Delivery) -> Outcome:
        to, text = await (self._to_person(delivery) if delivery.audience == "person" else self._to_partner(delivery))
        failpoint("mail.after_claim")
        if not to:
            return "suppressed"
        await self._mail_server.send(Mail(effect.id, effect.created, to, text))
        failpoint("mail.after_post")
        return "sent"

    async def _to_person(self, delivery: Delivery) -> tuple[tuple[str, ...], MailText]:
        """To nobody, when the person withdrew the safe contact or chose another way than mail."""
        known = await self._unit_of_work(partial(safe_contact_of, keys=delivery.keys))
        to = await person_addresses(self._ask, known.reference) if known else ()
        return to, to_person(self._follow_page)

    async def _to_partner(self, delivery: Delivery) -> tuple[tuple[str, ...], MailText]:
        assert delivery.referral_id is not None
        notice = await partner_notice(self._ask, delivery.referral_id)
        return notice.to, to_partner(notice.link)


async def _end(delivery_id: str, outcome: Outcome, tx: Transaction) -> None:
    delivery = await DELIVERIES.find(tx, id=delivery_id)
    if delivery is None:
        return  # the case was erased while its mail was under way
    ended = notice_policy.end(delivery, outcome, tx.now)
    await DELIVERIES.put(tx, ended.state)
    publish(tx, ended)


async def _nothing(tx: Transaction) -> None:
    """The case was erased before its mail was sent."""
