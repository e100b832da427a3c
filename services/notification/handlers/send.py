"""Sends one mail or SMS: asks for its recipients, sends it, and publishes how its delivery ended."""

import hashlib
import logging
from collections.abc import Awaitable
from functools import partial
from typing import Final, TypeVar

from services.notification.domain import bounce, notice_policy
from services.notification.domain.delivery import OF_AN_ENTRY, Delivery, Obstacle
from services.notification.domain.notice_policy import DeliveryOutcome, Suppress, Wait
from services.notification.handlers.claim import claim
from services.notification.handlers.fail_after_all import fail_after_all
from services.notification.handlers.notify import MAIL
from services.notification.handlers.post_to_person import PostToPerson
from services.notification.handlers.send_to_person import look, postpone, release, suppress
from services.notification.handlers.store_nothing import store_nothing
from services.notification.mail_texts import TEXTS
from services.notification.publications import publish
from services.notification.recipients import (
    Ask,
    CapacityNotice,
    EntryNotice,
    PartnerNotice,
    SafeContact,
    capacity_notice,
    entry_notice,
    partner_notice,
    safe_contact,
)
from services.notification.sms_provider import NotTaken, SmsProvider
from services.notification.smtp import Answers, Mail, MailServer, Refused
from services.notification.store import DELIVERIES
from shared.bus import Effect, OnDone, Transaction, UnitOfWork, is_last_try
from shared.errors import Never, TryLater
from shared.failpoint import failpoint
from shared.store import AWAY

log: Final = logging.getLogger(__name__)

T = TypeVar("T")

LATE_OF: Final = "late_of"
"""The field of an effect's payload that names the delivery, where its first mail did not reach all.

Such an effect sends the mail to the recipients for whom the mail server hesitated.
"""
TO: Final = "to"
"""The field beside it: the marks of these recipients."""
OF_NOBODY: Final = Answers(taken=(), late=())
"""Answers without marks: none are kept of a person's mail, and what did not leave has none."""


class SendMail:
    """Carries out effects of the kind `mail`. The first effect of a delivery has the delivery's id."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        ask: Ask,
        mail_server: MailServer,
        follow_page: str,
        sms_provider: SmsProvider | None = None,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._ask = ask
        self._mail_server = mail_server
        self._persons = PostToPerson(mail_server, sms_provider, follow_page)

    async def __call__(self, effect: Effect) -> OnDone:
        """Sends what the effect asks for.

        Raises TryLater while a server or service that it needs is away, or the person's safe contact is being changed.
        What can never arrive ends as `failed`, so that a human sees it; so does the last try after any other error,
        which holds back the next one no longer.
        """
        delivery_id = effect.payload.get(LATE_OF, effect.id)
        delivery = await self._unit_of_work(partial(DELIVERIES.find, id=delivery_id))
        if delivery is None:
            return store_nothing
        send = self._to_person if delivery.audience == "person" else self._to_partner
        try:
            return await send(effect, delivery)
        except (Never, Refused, NotTaken):
            return _ending(effect, "failed")
        except AWAY:
            raise
        except Exception as error:
            if not is_last_try(effect, error):
                raise
            log.error("mail failed", extra={"dispatch": delivery_id, "reason": type(error).__name__})
            return _ending(effect, "failed")

    async def _to_person(self, effect: Effect, delivery: Delivery) -> OnDone:
        """Sends one mail or SMS with all that waits.

        The rules of the safe contact are asked for and kept at each try.
        """
        looked = await self._unit_of_work(partial(look, effect.id))
        if looked is None:
            return partial(release, effect.id)
        found, news = looked
        if found.reference is None:
            return partial(suppress, found.ids, "no_safe_contact")
        if found.wait:
            return partial(postpone, found.ids, found.wait)
        contact = await self._safe_contact(effect, found.reference)
        way = self._persons.way_to(contact)
        match notice_policy.plan(news, way, contact.allowed_hours(), self._unit_of_work.clock()):
            case Suppress(reason):
                return partial(suppress, found.ids, reason, way=way)
            case Wait() as wait:
                return partial(postpone, found.ids, wait, way=way)
        again = await self._unit_of_work(partial(look, effect.id, way=way))
        if again is None or again[0] != found:
            raise TryLater("something changed since the safe contact was asked for")
        await _posted(self._persons.post(delivery, delivery.due or effect.created, contact))
        return _ending(effect, "sent")

    async def _safe_contact(self, effect: Effect, reference: str) -> SafeContact:
        """Returns the safe contact. Raises TryLater where its owner has another one already, or none.

        The event of that is on its way; the last try raises Never.
        """
        try:
            return await safe_contact(self._ask, reference)
        except Never as gone:
            if is_last_try(effect, gone):
                raise
            raise TryLater("the safe contact is another one") from None

    async def _to_partner(self, effect: Effect, delivery: Delivery) -> OnDone:
        """Sends the mail; not where there is no more to say: the partner answered, or the request was recalled."""
        is_first = LATE_OF not in effect.payload
        if is_first and delivery.state != "waiting":
            return store_nothing
        notice = await self._notice(delivery)
        to = notice.to
        if not is_first:
            to = tuple(each for each in to if self._is_late(effect, delivery, each))
        if not to:
            is_over = isinstance(notice, CapacityNotice) and not notice.link
            why: Obstacle | None = "nothing_new" if is_over else None
            return partial(suppress, (effect.id,), why) if is_first else _ending(effect, "sent")
        if is_first and not await self._unit_of_work(partial(_claim, effect.id)):
            return store_nothing
        text = TEXTS[delivery.rule](notice.link)
        mail = Mail(delivery.reference, effect.created, to, text, is_answerable=is_answerable(delivery))
        answers = await _posted(self._mail_server.send(mail))
        return _ending(effect, "sent", self._marks(delivery, answers))

    async def _notice(self, delivery: Delivery) -> PartnerNotice | EntryNotice:
        if delivery.rule in OF_AN_ENTRY:
            assert delivery.partner_id is not None
            return await entry_notice(self._ask, delivery.partner_id, delivery.rule)
        if delivery.inquiry_id is not None:
            return await capacity_notice(self._ask, delivery.inquiry_id)
        assert delivery.referral_id is not None
        is_recalled = delivery.rule == "referral_recalled"
        return await partner_notice(self._ask, delivery.referral_id, is_recalled=is_recalled)

    def _is_late(self, effect: Effect, delivery: Delivery, address: str) -> bool:
        """Whether the effect is for this recipient; an earlier release marked recipients without a key."""
        older = hashlib.sha256(f"{delivery.id}|{address}".encode()).hexdigest()
        return not {self._mail_server.mark(delivery.reference, address), older}.isdisjoint(effect.payload[TO])

    def _marks(self, delivery: Delivery, answers: Answers) -> Answers:
        taken, late = (
            tuple(self._mail_server.mark(delivery.reference, each) for each in addresses)
            for addresses in (answers.taken, answers.late)
        )
        return Answers(taken, late)


def is_answerable(delivery: Delivery) -> bool:
    """Whether an answer to the mail is read: one that belongs to a referral."""
    return delivery.rule not in OF_AN_ENTRY and delivery.inquiry_id is None


async def _posted(sending: Awaitable[T]) -> T:
    """Awaits the sending, with a fail point before it and one after it.

    Both lie between the claim of a mail or SMS and its end.
    """
    failpoint("mail.after_claim")
    outcome = await sending
    failpoint("mail.after_post")
    return outcome


async def _claim(delivery_id: str, tx: Transaction) -> bool:
    """Claims a partner's notice; returns False where there is no more to say."""
    delivery = await DELIVERIES.find(tx, id=delivery_id)
    if delivery is None or delivery.state != "waiting":
        return False
    await claim(tx, delivery)
    return True


def _ending(effect: Effect, outcome: DeliveryOutcome, marks: Answers = OF_NOBODY) -> OnDone:
    """Returns what ends the delivery, once.

    An effect for those for whom the mail server hesitated at first does not end it again.
    """
    delivery_id = effect.payload.get(LATE_OF, effect.id)
    return partial(_end, delivery_id, None if LATE_OF in effect.payload else outcome, marks)


async def _end(delivery_id: str, outcome: DeliveryOutcome | None, marks: Answers, tx: Transaction) -> None:
    """Ends all news that left with the mail; one fact is published, as there is one mail.

    Does nothing where the case was erased. `outcome` is None where an earlier try ended the delivery. Recipients for
    whom the server hesitates get the mail by another effect.
    """
    own = await DELIVERIES.find(tx, id=delivery_id)
    if own is None:
        return
    if outcome:
        for each in await DELIVERIES.all(tx, notice=delivery_id, state="waiting"):
            await DELIVERIES.put(tx, notice_policy.end(each, outcome, tx.now).state)
        ended = notice_policy.end(bounce.reach(own, marks.taken, marks.late), outcome, tx.now)
        await DELIVERIES.put(tx, ended.state)
        publish(tx, ended)
    else:
        await _end_late(tx, own, marks)
    if marks.late:
        tx.add_effect(MAIL, key=own.key, payload={LATE_OF: delivery_id, TO: list(marks.late)})


async def _end_late(tx: Transaction, own: Delivery, marks: Answers) -> None:
    """Notes the recipients that a later mail reached.

    Meanwhile the mail may have come back from all others: then the delivery fails if it did not reach these either.
    """
    reached = bounce.reach(own, marks.taken, marks.late)
    await DELIVERIES.put(tx, reached)
    if own.state == "sent" and bounce.is_lost(reached):
        await fail_after_all(tx, reached)
