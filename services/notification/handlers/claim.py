"""Notes that the sending of a partner's notice begins."""

from services.notification.store import DELIVERIES
from shared.bus import Transaction


async def claim(delivery_id: str, tx: Transaction) -> bool:
    """Claims the notice for its own mail or message; returns False where there is no more to say.

    Whoever recalls the request from now on knows that the partner may read of it: the mail may be on its way, or have
    left before this process was killed.
    """
    delivery = await DELIVERIES.find(tx, id=delivery_id)
    if delivery is None or delivery.state != "waiting":
        return False
    if delivery.notice is None:
        tx.lock_key(delivery.key)
        await DELIVERIES.put(tx, delivery.model_copy(update={"notice": delivery.id}))
    return True
