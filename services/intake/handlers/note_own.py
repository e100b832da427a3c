"""Writes on the timeline of a case what intake itself publishes of it."""

from uuid import uuid4

from services.intake.domain.ids import PartnerId, ThreadId
from services.intake.handlers.note_happening import TimelineFact, note_happening
from services.intake.publications import Publication
from services.intake.timeline_texts import SHOWN, fact_named, shown_words
from shared.bus import Transaction


async def note_own(tx: Transaction, published: Publication) -> None:
    """Writes the line of what was published, if it has one.

    An act of the person carries only its hour, and stands behind what was before it.
    """
    told = timeline_fact_of(tx, published)
    if told:
        await note_happening(tx, told)


def timeline_fact_of(tx: Transaction, published: Publication) -> TimelineFact | None:
    """Returns the line of what was published, or None where the timeline has none for it."""
    message = published.message
    if type(message) not in SHOWN:
        return None
    thread = getattr(message, "case_id", None) or published.key
    partner = getattr(message, "partner_id", None)
    return TimelineFact(
        id=str(uuid4()),
        thread=ThreadId(thread),
        at=published.at or tx.now,
        by_hour=published.at is not None,
        source="intake",
        fact=fact_named(message),
        said=shown_words(message),
        partner_id=PartnerId(partner) if partner else None,
    )
