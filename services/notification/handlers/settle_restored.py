"""Notes after a restore which notices had left before: these wait for nothing, and were sent."""

from dataclasses import dataclass
from typing import Final

from services.notification.domain import notice_policy
from services.notification.store import DELIVERIES, left_before_restore
from shared.bus import Transaction, UnitOfWork

RESTORED_PAUSE: Final = 60.0
"""Seconds between two rounds: the events that asked for such notices are applied again in their own time."""
AT_ONCE: Final = 100


@dataclass(frozen=True)
class SettleRestored:
    """A round of the leader.

    Without it a case would show its notice as under way for ever, and nobody would be told of the end of a request that
    a partner had read of.
    """

    unit_of_work: UnitOfWork

    async def __call__(self) -> None:
        while await self.unit_of_work(settle_restored):
            pass


async def settle_restored(tx: Transaction) -> bool:
    """Ends such notices as sent, at most AT_ONCE. Returns whether there may be more.

    Nothing is published: the bus has known of it since the notice left.
    """
    left = (await left_before_restore(tx))[:AT_ONCE]
    for each in left:
        await DELIVERIES.put(tx, notice_policy.end(each, "sent", each.at).state)
        tx.lock_key(each.key)
    return len(left) == AT_ONCE
