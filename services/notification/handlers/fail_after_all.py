"""Fails a notice that a server or provider took and that never arrives.

It fails as if it had been refused, with all that left with it.
"""

from services.notification.domain import notice_policy
from services.notification.domain.delivery import Delivery
from services.notification.publications import publish
from services.notification.store import DELIVERIES, mail_of
from shared.bus import Transaction


async def fail_after_all(tx: Transaction, own: Delivery) -> None:
    for each in await mail_of(tx, own, own.state):
        await DELIVERIES.put(tx, notice_policy.end(each, "failed", tx.now).state)
    publish(tx, notice_policy.end(own, "failed", tx.now))
