"""Finds what a person is to be notified of now, and whether a mail or SMS may leave; keeps what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.notification.domain import notice_policy
from services.notification.domain.delivery import Delivery, Obstacle, Way
from services.notification.domain.notice_policy import Wait
from services.notification.publications import publish
from services.notification.store import DELIVERIES, mails_to_person, safe_contact_of
from shared.bus import Transaction
from shared.errors import TryLater


@dataclass(frozen=True)
class Look:
    """The news of one mail.

    `ids`: of their deliveries; `reference`: that of the safe contact; `wait`: until another mail may leave.
    """

    ids: tuple[str, ...]
    reference: str | None
    wait: Wait | None


async def look(effect_id: str, tx: Transaction, *, way: Way | None = None) -> tuple[Look, Sequence[Delivery]] | None:
    """Claims all that waits for the mail of this effect, and returns it.

    Returns None where the effect's own news left already, or is none any more. `way`: the way by which the mail leaves
    now, where that is known. Raises TryLater while a mail to the same person is under way: the day has only one.
    """
    own = await DELIVERIES.find(tx, id=effect_id)
    if own is None or own.state not in ("owed", "waiting"):
        return None
    if own.state == "owed":
        return Look((own.id,), None, None), [own]
    mails = await mails_to_person(tx, own.keys)
    if any(each.notice not in (None, effect_id) for each in mails.waiting):
        raise TryLater("another mail to the person is under way")
    for each in mails.waiting:
        claimed = each.model_copy(update={"notice": effect_id, "way": way or each.way})
        if claimed != each:
            await DELIVERIES.put(tx, claimed)
    tx.lock_key(own.key)
    known = await safe_contact_of(tx, own.keys)
    wait = notice_policy.until_next_day(mails.last_sent, tx.now)
    return Look(tuple(each.id for each in mails.waiting), known.reference if known else None, wait), mails.waiting


async def release(effect_id: str, tx: Transaction) -> None:
    """Releases what the effect claimed, which leaves with the next mail.

    The effect's own news left with another mail, or is none any more.
    """
    for delivery in await DELIVERIES.all(tx, notice=effect_id, state="waiting"):
        await DELIVERIES.put(tx, delivery.model_copy(update={"notice": None}))


async def postpone(ids: Sequence[str], wait: Wait, tx: Transaction, *, way: Way | None = None) -> None:
    """Postpones deliveries. Each is looked at again then; the first takes the others along."""
    for delivery in await _waiting(tx, ids, way):
        postponed = notice_policy.postpone(delivery, wait)
        await DELIVERIES.put(tx, postponed.state)
        tx.move_effect(delivery.id, key=delivery.key, due=wait.due)
        if delivery.reason != wait.reason:
            publish(tx, postponed)


async def suppress(ids: Sequence[str], reason: Obstacle | None, tx: Transaction, *, way: Way | None = None) -> None:
    for delivery in await _waiting(tx, ids, way):
        suppressed = notice_policy.suppress(delivery, reason, tx.now)
        await DELIVERIES.put(tx, suppressed.state)
        publish(tx, suppressed)


async def _waiting(tx: Transaction, ids: Sequence[str], way: Way | None) -> list[Delivery]:
    """Returns the deliveries that have not left yet, with `way` where that is known."""
    found = await DELIVERIES.all(tx, sort="at", id=ids, state=["owed", "waiting"])
    return [each.model_copy(update={"way": way}) for each in found] if way else found
