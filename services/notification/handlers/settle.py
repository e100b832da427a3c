"""Suppresses notices whose news is over: nobody is notified of it any more."""

from services.notification.domain import notice_policy
from services.notification.domain.delivery import Delivery
from services.notification.publications import publish
from services.notification.store import DELIVERIES, notices_of_referral, undecided
from shared.bus import Transaction


async def settle(tx: Transaction, case_id: str, handover_id: str) -> None:
    """Suppresses what waits of a question that the person answered, here or on the phone, or that lapsed."""
    for delivery in await undecided(tx, case_id, handover_id):
        await nothing_new(tx, delivery)


async def settle_with_partner(tx: Transaction, case_id: str, referral_id: str) -> bool:
    """Suppresses what waits for a partner that answered, or whose request was recalled.

    Returns whether any mail or message told it of the request, or may have: its sending began, and how it ended is not
    known yet. The mail that the partner may read more or less than before does not depend on its answer: that mail asks
    for itself whether it is still to leave.
    """
    notices = await notices_of_referral(tx, case_id, referral_id)
    for delivery in notices:
        if delivery.state == "waiting" and delivery.rule != "additions_changed":
            await nothing_new(tx, delivery)
    return any(notice_policy.may_have_left(each) for each in notices)


async def nothing_new(tx: Transaction, delivery: Delivery) -> None:
    """Suppresses a delivery that has nothing new to say any more."""
    suppressed = notice_policy.suppress(delivery, "nothing_new", tx.now)
    await DELIVERIES.put(tx, suppressed.state)
    publish(tx, suppressed)
