"""Posts one signed message to a partner's system, and notes its outcome at the system and at the notice."""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from services.notification.domain import notice_policy
from services.notification.domain import webhook as webhooks
from services.notification.domain.delivery import Delivery
from services.notification.domain.notice_policy import DeliveryOutcome
from services.notification.domain.retry_schedule import TRIED_FOR
from services.notification.domain.webhook import Webhook, WebhookOutcome
from services.notification.handlers.claim import claim
from services.notification.handlers.send_to_person import suppress
from services.notification.handlers.store_nothing import store_nothing
from services.notification.publications import publish
from services.notification.recipients import Ask, CapacityNotice, PartnerNotice, capacity_notice, partner_notice
from services.notification.signing_secrets import SigningSecrets
from services.notification.store import DELIVERIES, WEBHOOKS
from services.notification.webhook_client import WebhookClient
from services.notification.webhook_message import PING, TYPES, WebhookMessage, headers
from shared.bus import Effect, OnDone, Transaction, UnitOfWork, is_last_try
from shared.errors import Never, TryLater
from shared.store import AWAY

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class SendWebhook:
    """Carries out effects of the kind `webhook`.

    The id is the delivery's; a ping has an id of its own, and the partner as its key.
    """

    unit_of_work: UnitOfWork
    ask: Ask
    client: WebhookClient
    secrets: SigningSecrets

    async def __call__(self, effect: Effect) -> OnDone:
        """Sends what the effect asks for.

        Raises TryLater while referral is away; what the partner's system does is no error but an outcome. What can
        never arrive ends as `failed`, so that a human sees it; so does the last try after any other error.
        """
        if PING in effect.payload:
            return await self._ping(effect)
        try:
            return await self._tell(effect)
        except Never:
            return partial(_end, effect.id)
        except AWAY:
            raise
        except Exception as error:
            if not is_last_try(effect, error):
                raise
            log.error("webhook failed", extra={"dispatch": effect.id, "reason": type(error).__name__})
            return partial(_end, effect.id)

    async def _ping(self, effect: Effect) -> OnDone:
        """Sends a test message, also to a system that rests or is stopped: somebody wants to see whether it answers."""
        known = await self.unit_of_work(partial(WEBHOOKS.find, id=effect.key))
        if known is None:
            return store_nothing
        outcome = await self._post(known, WebhookMessage(effect.id, PING))
        return partial(_note_ping, known, outcome)

    async def _tell(self, effect: Effect) -> OnDone:
        found = await self.unit_of_work(partial(_look, effect.id))
        if found is None:
            return store_nothing
        delivery, known = found
        if known is None or known.stopped:
            return partial(_end, effect.id)
        if known.rests(self.unit_of_work.clock()):
            return partial(_wait, effect.id)
        notice = await self._notice(delivery)
        if isinstance(notice, CapacityNotice) and not notice.link:
            return partial(suppress, (effect.id,), "nothing_new")
        if not notice.reference:
            raise TryLater("referral is of an earlier release")
        claimed = await self.unit_of_work(partial(_claim, effect.id))
        if claimed is None:
            return partial(_wait, effect.id)
        message = WebhookMessage(effect.id, TYPES[delivery.rule], notice.reference)
        outcome = await self._post(claimed, message)
        return partial(_note, effect.id, claimed, outcome)

    async def _notice(self, delivery: Delivery) -> PartnerNotice:
        if delivery.inquiry_id is not None:
            return await capacity_notice(self.ask, delivery.inquiry_id)
        assert delivery.referral_id is not None
        is_recalled = delivery.rule == "referral_recalled"
        return await partner_notice(self.ask, delivery.referral_id, is_recalled=is_recalled)

    async def _post(self, known: Webhook, message: WebhookMessage) -> WebhookOutcome:
        now = self.unit_of_work.clock()
        signers = self.secrets.signers(known.id, known.valid(now))
        return await self.client.post(known.address, message.body(), headers(message, signers, now))


async def _look(delivery_id: str, tx: Transaction) -> tuple[Delivery, Webhook | None] | None:
    """Returns the delivery and its system, or None where there is no more to say.

    The partner answered, the request was recalled, or the case is erased.
    """
    delivery = await DELIVERIES.find(tx, id=delivery_id)
    if delivery is None or delivery.state != "waiting":
        return None
    return delivery, await WEBHOOKS.find(tx, id=delivery.partner_id)


async def _claim(delivery_id: str, tx: Transaction) -> Webhook | None:
    """Claims the system for this message, and returns it as it was before.

    Returns None where it rests, is stopped or there is no more to say since it was looked at.
    """
    found = await _look(delivery_id, tx)
    if found is None:
        return None
    delivery, known = found
    if known is None or known.stopped or known.rests(tx.now):
        return None
    await claim(tx, delivery)
    if known.failures:
        tx.lock_key(known.id)
        await WEBHOOKS.put(tx, webhooks.claim(known, tx.now))
    return known


async def _note(delivery_id: str, seen: Webhook, outcome: WebhookOutcome, tx: Transaction) -> None:
    """Notes the outcome at the system and at the notice.

    What arrived was sent, also where there was no more to say by then. A system whose address was changed since is not
    blamed for the address before.
    """
    known = await _noted(tx, seen, outcome)
    delivery = await DELIVERIES.find(tx, id=delivery_id)
    if delivery is None:
        return
    if outcome == "delivered":
        await _finish(tx, delivery, "sent")
    elif delivery.state != "waiting":
        return
    elif known is None or known.stopped or _is_too_old(delivery, tx.now):
        await _finish(tx, delivery, "failed")
    else:
        await _postpone(tx, delivery.model_copy(update={"tries": delivery.tries + 1}), known)


async def _note_ping(seen: Webhook, outcome: WebhookOutcome, tx: Transaction) -> None:
    await _noted(tx, seen, outcome)


async def _noted(tx: Transaction, seen: Webhook, outcome: WebhookOutcome) -> Webhook | None:
    """Notes the outcome at the system and returns it; None where the partner has no system any more."""
    known = await WEBHOOKS.find(tx, id=seen.id)
    if known is None or known.address != seen.address:
        return known
    noted = webhooks.note(known, outcome, seen.failures, tx.now)
    tx.lock_key(noted.id)
    await WEBHOOKS.put(tx, noted)
    return noted


async def _wait(delivery_id: str, tx: Transaction) -> None:
    """Postpones the message while its system rests, with all others for it; one that is too old fails."""
    found = await _look(delivery_id, tx)
    if found is None:
        return
    delivery, known = found
    if known is None or known.stopped or _is_too_old(delivery, tx.now):
        await _finish(tx, delivery, "failed")
    else:
        await _postpone(tx, delivery, known)


async def _postpone(tx: Transaction, delivery: Delivery, known: Webhook) -> None:
    """Postpones the message until its system is tried again; at the latest until the message is too old."""
    due = min(known.next_try or tx.now, delivery.at + TRIED_FOR)
    await DELIVERIES.put(tx, delivery.model_copy(update={"due": due}))
    tx.move_effect(delivery.id, key=delivery.key, due=due)


def _is_too_old(delivery: Delivery, now: datetime) -> bool:
    return now - delivery.at >= TRIED_FOR


async def _end(delivery_id: str, tx: Transaction) -> None:
    if found := await _look(delivery_id, tx):
        await _finish(tx, found[0], "failed")


async def _finish(tx: Transaction, delivery: Delivery, outcome: DeliveryOutcome) -> None:
    ended = notice_policy.end(delivery, outcome, tx.now)
    await DELIVERIES.put(tx, ended.state)
    publish(tx, ended)
