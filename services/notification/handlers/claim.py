"""Notes that the sending of a partner's notice begins."""

from services.notification.domain.delivery import Delivery
from services.notification.store import DELIVERIES
from shared.bus import Transaction


async def claim(tx: Transaction, delivery: Delivery) -> None:
    """Claims the notice, read in this transaction, for its own mail or message.

    Whoever recalls the request from now on knows that the partner may read of it: the mail may be on its way, or have
    left before this process was killed.
    """
    if delivery.notice is None:
        tx.lock_key(delivery.key)
        await DELIVERIES.put(tx, delivery.model_copy(update={"notice": delivery.id}))
