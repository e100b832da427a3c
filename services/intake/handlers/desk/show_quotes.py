"""Unfolds the quoted threats of a case for a member of staff who asks for it, until the day is over."""

from datetime import datetime

from services.intake.domain import quotes
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.domain.quotes import QuotesShown
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.store import QUOTES_SHOWN
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.web import Staff


async def show_quotes(desk: DeskDependencies, contact_id: ContactId, me: Staff) -> None:
    """Unfolds the quotes; repeated, it changes nothing. Raises NotFound like load_visible."""

    async def work(tx: Transaction) -> None:
        contact = await load_visible(tx, me, id=contact_id)
        tx.lock_key(contact.thread)
        await QUOTES_SHOWN.put(tx, quotes.shown(contact.thread, Counsellor(me.sub), berlin_day(tx.now)))

    await desk.unit_of_work(work)


def are_quotes_shown(known: QuotesShown | None, now: datetime) -> bool:
    return known is not None and known.day == berlin_day(now)
