"""Somebody is to be told of a fact: ask for a mail, or say that none goes out now."""

from dataclasses import dataclass, replace

from services.notification import store
from services.notification.domain.telling import Audience, Delivery, Rule, State, decide, dispatch_id, is_still_owed
from services.notification.publications import say_how_it_ended
from shared.bus import Transaction

MAIL = "mail"


@dataclass(frozen=True)
class Occasion:
    """The fact that asks for a mail; it belongs to a case, or to a contact while there is no case."""

    event_id: str
    rule: Rule
    case_id: str | None = None
    contact_id: str | None = None
    referral_id: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for key in (self.case_id, self.contact_id) if key is not None)


async def tell_person(tx: Transaction, occasion: Occasion) -> None:
    known = await store.safe_contact(tx, occasion.keys) is not None
    await _settle(tx, _delivery(tx, occasion, "person", "owed"), known)


async def tell_what_is_owed(tx: Transaction, key: str) -> None:
    """Now that it is known how the person is reached."""
    for owed in await store.owed(tx, key):
        if is_still_owed(owed, tx.now):
            await _settle(tx, replace(owed, at=tx.now), known=True)


async def tell_partner(tx: Transaction, occasion: Occasion) -> None:
    await _ask_for_mail(tx, _delivery(tx, occasion, "partner", "waiting"))


async def _settle(tx: Transaction, owed: Delivery, known: bool) -> None:
    verdict = decide(known, await _last_told(tx, owed.key), tx.now)
    if verdict == "tell":
        await _ask_for_mail(tx, replace(owed, state="waiting"))
    elif verdict == "suppress":
        suppressed = replace(owed, state="suppressed")
        await store.save_delivery(tx, suppressed)
        say_how_it_ended(tx, suppressed)
    else:
        await store.save_delivery(tx, owed)


async def _last_told(tx: Transaction, key: str) -> Delivery | None:
    """After a restore a mail may have left that this store still expects to: nothing waits for it."""
    last = await store.last_told(tx, key)
    return (
        replace(last, state="sent") if last is not None and not await tx.has_pending_effect(last.dispatch_id) else last
    )


async def _ask_for_mail(tx: Transaction, delivery: Delivery) -> None:
    await store.save_delivery(tx, delivery)
    tx.add_effect(MAIL, key=delivery.key, payload={}, id=delivery.dispatch_id)


def _delivery(tx: Transaction, occasion: Occasion, audience: Audience, state: State) -> Delivery:
    return Delivery(
        dispatch_id(occasion.event_id, occasion.rule, audience),
        occasion.keys[0],
        audience,
        occasion.rule,
        state,
        tx.now,
        occasion.case_id,
        occasion.contact_id,
        occasion.referral_id,
    )
