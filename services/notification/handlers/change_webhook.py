"""Changes for a supervisor where a partner's system is told of news, changes its secret, stops it, or tries it."""

from collections.abc import Callable
from typing import Final

from services.notification.domain import webhook as webhooks
from services.notification.domain.webhook import Webhook
from services.notification.handlers.notify import WEBHOOK
from services.notification.signing_secrets import SigningSecrets
from services.notification.store import PARTNERS, WEBHOOKS, waiting_for_system
from services.notification.webhook_message import PING
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import Conflict
from shared.in_places import AWAITED

AT_ONCE: Final = 200
"""Messages that a change wakes; the others come at their own time."""


async def set_up(
    tx: Transaction, secrets: SigningSecrets, partner_id: str, address: str, *, act_id: str | None
) -> None:
    """Sets the system up. Requires an `address` that something may be sent to.

    Raises NotFound where no such partner is listed.
    """
    await PARTNERS.get(tx, id=partner_id)

    async def do() -> None:
        known = await WEBHOOKS.find(tx, id=partner_id)
        await _put(tx, webhooks.set_up(known, partner_id, address, secrets.new(partner_id, tx.now)))
        await _wake(tx, partner_id)

    await once(tx, act_id, do)


async def rotate_secret(tx: Transaction, secrets: SigningSecrets, partner_id: str, *, act_id: str | None) -> None:
    """Adds a new secret; it and the last one both sign for a week.

    Raises NotFound, and Conflict as `webhook.rotate` does or where nothing is set up.
    """
    await _change(tx, partner_id, act_id, lambda known: webhooks.rotate(known, secrets.new(partner_id, tx.now)))


async def stop(tx: Transaction, partner_id: str, *, act_id: str | None) -> None:
    """Stops the system: what waits for it ends as failed, which the desk sees."""
    await _change(tx, partner_id, act_id, webhooks.stop, wakes=True)


async def resume(tx: Transaction, partner_id: str, *, act_id: str | None) -> None:
    await _change(tx, partner_id, act_id, webhooks.resume, wakes=True)


async def ping(tx: Transaction, partner_id: str, *, act_id: str | None) -> None:
    """Sends a test message; its outcome stands at the system a moment later."""
    await _known(tx, partner_id)

    async def do() -> None:
        tx.add_effect(WEBHOOK, key=partner_id, payload={PING: True, AWAITED: partner_id})

    await once(tx, act_id, do)


async def _change(
    tx: Transaction, partner_id: str, act_id: str | None, change: Callable[[Webhook], Webhook], *, wakes: bool = False
) -> None:
    known = await _known(tx, partner_id)

    async def do() -> None:
        await _put(tx, change(known))
        if wakes:
            await _wake(tx, partner_id)

    await once(tx, act_id, do)


async def _known(tx: Transaction, partner_id: str) -> Webhook:
    await PARTNERS.get(tx, id=partner_id)
    known = await WEBHOOKS.find(tx, id=partner_id)
    if known is None:
        raise Conflict("not-in-this-state", "Für diese Stelle ist noch keine Adresse eingetragen.")
    return known


async def _put(tx: Transaction, webhook: Webhook) -> None:
    tx.lock_key(webhook.id)
    await WEBHOOKS.put(tx, webhook)


async def _wake(tx: Transaction, partner_id: str) -> None:
    waiting = await waiting_for_system(tx, partner_id, AT_ONCE)
    pending = await tx.pending_effects(*(each.id for each in waiting)) if waiting else ()
    for delivery in waiting:
        if delivery.id in pending:
            tx.move_effect(delivery.id, key=delivery.key)
