"""Each fact of a case becomes a line of its timeline, in the transaction that makes or applies it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.happening import Happening, Source, place
from services.intake.domain.ids import PartnerId, ThreadId
from services.intake.store import HAPPENINGS, PARTNERS, contact_of
from shared.bus import Transaction


@dataclass(frozen=True)
class Told:
    """`id`: of the event. `said`: what its line shows; `partner_id`: whom it names, if anybody."""

    id: str
    thread: ThreadId
    at: datetime
    source: Source
    fact: str
    said: dict[str, str]
    partner_id: PartnerId | None = None


async def note_happening(tx: Transaction, told: Told, partner: str | None = None) -> None:
    """The same event again is the same line. Of a thread that is not there any more nothing is kept.

    `partner`: its name, where it is known.
    """
    if await contact_of(tx, told.thread) is None:
        return
    tx.lock_key(told.thread)  # of its erasure at the same time and this, one runs again
    if partner is None and told.partner_id is not None:
        known = await PARTNERS.find(tx, id=told.partner_id)
        partner = known.name if known else None
    await HAPPENINGS.put(tx, _line(told, partner))


async def note_begun(tx: Transaction, told: Sequence[Told]) -> None:
    """Of threads that this transaction begins, in one command."""
    await HAPPENINGS.put_all(tx, [_line(each, None) for each in told])


def _line(told: Told, partner: str | None) -> Happening:
    return Happening(
        id=told.id,
        thread=told.thread,
        place=place(told.at, told.id),
        at=told.at,
        source=told.source,
        fact=told.fact,
        partner=partner,
        said=told.said,
    )
