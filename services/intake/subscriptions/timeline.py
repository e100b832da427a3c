"""Writes the line that a fact of another service has on the timeline of its case, whatever else follows from it."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from services.intake.domain.ids import PartnerId, ThreadId
from services.intake.handlers.note_happening import TimelineFact, note_happening
from services.intake.handlers.services.case_progress import name_of_referred
from services.intake.timeline_texts import SHOWN, fact_named, shown_words
from shared.bus import Event, EventHandlers, Transaction
from shared.contracts import notification, referral

Handler = Callable[[Transaction, Event[Any]], Awaitable[None]]

DELIVERIES: Final = (
    notification.DeliverySent,
    notification.DeliveryFailed,
    notification.DeliveryDoubted,
    notification.DeliverySuppressed,
)


def event_handlers() -> EventHandlers:
    return dict.fromkeys(
        (
            referral.ReferralLinkRenewed,
            referral.ReferralArrangementOffered,
            referral.ReferralArrangementAnswered,
            referral.CapacityAsked,
            notification.DeliverySent,
        ),
        on_nothing_but_its_line,
    )


def with_lines(handlers: EventHandlers) -> EventHandlers:
    """Returns the handlers, each of which writes the line afterwards where the fact has one."""
    return {fact: _noted(handler) if fact in SHOWN else handler for fact, handler in handlers.items()}


def _noted(handler: Handler) -> Handler:
    async def work(tx: Transaction, event: Event[Any]) -> None:
        await handler(tx, event)
        await on_timeline(tx, event)

    return work


async def on_nothing_but_its_line(tx: Transaction, event: Event[Any]) -> None:
    """Does nothing: only the line of the fact is written."""


async def on_timeline(tx: Transaction, event: Event[Any]) -> None:
    """Writes the line; a mail about a partner's entry of the directory, or one that asks it for room, has none."""
    data = event.data
    partner_id, referral_id = getattr(data, "partner_id", None), getattr(data, "referral_id", None)
    is_notice = isinstance(data, DELIVERIES)
    if is_notice and (partner_id is not None or getattr(data, "inquiry_id", None) is not None):
        return
    thread = ThreadId(getattr(data, "case_id", None) or event.key)
    partner = await name_of_referred(tx, thread, referral_id) if is_notice and referral_id else None
    told = TimelineFact(
        id=event.id,
        thread=thread,
        at=event.time,
        source="notification" if "notification" in data.TYPE else "referral",
        fact=fact_named(data),
        said=shown_words(data),
        partner_id=PartnerId(partner_id) if partner_id else None,
    )
    await note_happening(tx, told, partner)
