"""What there was to tell is over: nobody is notified of it any more."""

from services.notification.domain import notice_policy
from services.notification.publications import publish
from services.notification.store import DELIVERIES, undecided
from shared.bus import Transaction


async def settle(tx: Transaction, case_id: str, handover_id: str) -> None:
    """The question was answered, by the person or with her on the phone."""
    for delivery in await undecided(tx, case_id, handover_id):
        suppressed = notice_policy.suppress(delivery, "nothing_new", tx.now)
        await DELIVERIES.put(tx, suppressed.state)
        publish(tx, suppressed)
