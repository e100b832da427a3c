"""Notes what a mail server reports of a mail that ours took: it never arrives, takes longer, or came back."""

from collections.abc import Sequence

from services.notification.domain import bounce
from services.notification.domain.bounce import BounceOutcome
from services.notification.domain.delivery import Cause, Delivery
from services.notification.domain.reference import delivery_id
from services.notification.handlers.fail_after_all import fail_after_all
from services.notification.publications import publish
from services.notification.store import DELIVERIES, mail_of
from shared.bus import Transaction


async def note_bounce(tx: Transaction, reference: str, failed: Sequence[str], *, is_delayed: bool) -> BounceOutcome:
    """Notes a report on a mail. It takes effect once, however often it comes.

    `failed`: marks of the recipients that the mail will never reach. How the person is reached stays as it is: somebody
    at the desk asks them. A delivery to several fails with the last of them, and not while one still waits for our own
    server. Returns `not_yet` where it is not stored yet that the mail left: the report is to be looked at again.
    """
    if not failed and not is_delayed:
        return "other"
    own = await _sent(tx, reference)
    if not isinstance(own, Delivery):
        return own
    if not failed:
        await DELIVERIES.put(tx, bounce.delay(own))
        return "delayed"
    if not bounce.of_ours(own, failed):
        return "behind_an_address"
    returned = bounce.return_for(own, failed)
    if not bounce.is_lost(returned):
        await DELIVERIES.put(tx, returned)
        return "failed_for_some"
    await fail_after_all(tx, own)
    return "failed"


async def note_doubt(tx: Transaction, reference: str, cause: Cause | None = None) -> BounceOutcome:
    """Notes that a mail came back in words that no rule reads: somebody at the desk asks, once.

    A code that comes later is kept.
    """
    own = await _sent(tx, reference)
    if not isinstance(own, Delivery):
        return own
    for each in await mail_of(tx, own, own.state):
        await DELIVERIES.put(tx, bounce.doubt(each, cause).state)
    if own.doubted:
        return "no_news"
    publish(tx, bounce.doubt(own, cause))
    return "doubted"


async def _sent(tx: Transaction, reference: str) -> Delivery | BounceOutcome:
    """Returns the delivery that the report can have ended by now, locked; or the outcome that says why none."""
    own = await DELIVERIES.find(tx, id=delivery_id(reference))
    if own is None:
        return "unknown"
    if found := bounce.obstacle(own, reference, tx.now):
        return found
    if await tx.pending_effects(own.notice or own.id):
        return "not_yet"
    tx.lock_key(own.key)
    return own
