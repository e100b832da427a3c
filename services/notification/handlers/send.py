"""One mail: its recipients are asked for, it is sent, and how its delivery ended is published."""

import hashlib
import logging
from collections.abc import Iterable
from functools import partial
from typing import Final

from services.notification.domain import notice_policy
from services.notification.domain.notice_policy import Delivery, Outcome
from services.notification.handlers.notify import MAIL
from services.notification.mail_texts import MailText, to_partner, to_person
from services.notification.publications import publish
from services.notification.recipients import Ask, partner_notice, person_addresses
from services.notification.smtp import Mail, MailServer, Refused
from services.notification.store import DELIVERIES, safe_contact_of
from shared.bus import Effect, OnDone, Transaction, UnitOfWork, is_last_try
from shared.errors import Never
from shared.failpoint import failpoint
from shared.store import AWAY

log: Final = logging.getLogger(__name__)

FOLLOW_PAGE: Final = "/rueckmeldung"
LATE_OF: Final = "late_of"
"""In the payload of an effect for those whom the first mail of that delivery did not reach."""
TO: Final = "to"
"""Beside it: their marks."""


class SendMail:
    """Carries out effects of the kind `mail`; the id of the first of a delivery is the delivery's."""

    def __init__(self, unit_of_work: UnitOfWork, ask: Ask, mail_server: MailServer, public_url: str) -> None:
        self._unit_of_work = unit_of_work
        self._ask = ask
        self._mail_server = mail_server
        self._follow_page = public_url.rstrip("/") + FOLLOW_PAGE

    async def __call__(self, effect: Effect) -> OnDone:
        """Raises TryLater while an owner or the mail server is away.

        What can never arrive ends as `failed`, so that a human sees it; so does the last try after any other error,
        which holds back the next mail no longer.
        """
        delivery_id = effect.payload.get(LATE_OF, effect.id)
        delivery = await self._unit_of_work(partial(DELIVERIES.find, id=delivery_id))
        if delivery is None:
            return _nothing
        try:
            outcome, late = await self._send(effect, delivery)
        except (Never, Refused):
            outcome, late = "failed", ()
        except AWAY:
            raise
        except Exception as error:
            if not is_last_try(effect, error):
                raise
            log.error("mail failed", extra={"dispatch": delivery_id, "reason": type(error).__name__})
            outcome, late = "failed", ()
        return partial(_end, delivery_id, None if LATE_OF in effect.payload else outcome, _marks(delivery_id, late))

    async def _send(self, effect: Effect, delivery: Delivery) -> tuple[Outcome, tuple[str, ...]]:
        """How it ended, and whom the mail server did not take it for yet."""
        to, text = await (self._to_person(delivery) if delivery.audience == "person" else self._to_partner(delivery))
        if LATE_OF in effect.payload:
            to = tuple(each for each in to if _mark(delivery.id, each) in effect.payload[TO])
        failpoint("mail.after_claim")
        if not to:
            return "suppressed", ()
        late = await self._mail_server.send(Mail(delivery.id, effect.created, to, text))
        failpoint("mail.after_post")
        return "sent", late

    async def _to_person(self, delivery: Delivery) -> tuple[tuple[str, ...], MailText]:
        """To nobody, when the person withdrew the safe contact or chose another way than mail."""
        known = await self._unit_of_work(partial(safe_contact_of, keys=delivery.keys))
        to = await person_addresses(self._ask, known.reference) if known else ()
        return to, to_person(self._follow_page)

    async def _to_partner(self, delivery: Delivery) -> tuple[tuple[str, ...], MailText]:
        assert delivery.referral_id is not None
        notice = await partner_notice(self._ask, delivery.referral_id)
        return notice.to, to_partner(notice.link)


async def _end(delivery_id: str, outcome: Outcome | None, late: list[str], tx: Transaction) -> None:
    """`outcome` is None where an earlier try ended it; those marked in `late` get their mail by another effect."""
    delivery = await DELIVERIES.find(tx, id=delivery_id)
    if delivery is None:
        return  # the case was erased while its mail was under way
    if outcome:
        ended = notice_policy.end(delivery, outcome, tx.now)
        await DELIVERIES.put(tx, ended.state)
        publish(tx, ended)
    if late:
        tx.add_effect(MAIL, key=delivery.key, payload={LATE_OF: delivery_id, TO: late})


def _marks(delivery_id: str, addresses: Iterable[str]) -> list[str]:
    return [_mark(delivery_id, each) for each in addresses]


def _mark(delivery_id: str, address: str) -> str:
    """By which a recipient is known again, without its address in the store."""
    return hashlib.sha256(f"{delivery_id}|{address}".encode()).hexdigest()


async def _nothing(tx: Transaction) -> None:
    """The case was erased before its mail was sent."""
