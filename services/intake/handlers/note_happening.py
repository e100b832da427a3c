"""Writes the line of a fact on its case's timeline, in the transaction that makes or applies the fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.contact import Contact
from services.intake.domain.happening import Happening, Source, end_of, place, place_behind
from services.intake.domain.ids import PartnerId, ThreadId
from services.intake.store import HAPPENINGS, PARTNERS, contact_of
from shared.bus import Transaction


@dataclass(frozen=True)
class TimelineFact:
    """A fact as the timeline shows it.

    `id`: of the event; `said`: the words of its line; `partner_id`: the partner it names, if any; `by_hour`: `at` is
    only the hour in which it happened.
    """

    id: str
    thread: ThreadId
    at: datetime
    source: Source
    fact: str
    said: dict[str, str]
    partner_id: PartnerId | None = None
    by_hour: bool = False


async def note_happening(tx: Transaction, told: TimelineFact, partner: str | None = None) -> None:
    """Writes the line of a fact; the same event again is the same line.

    Nothing is kept for a thread that has no contact any more. `partner`: its name, where the caller knows it.
    """
    of = await contact_of(tx, told.thread)
    if of is None:
        return
    tx.lock_key(told.thread)  # where the thread is erased at the same time, one of the two transactions runs again
    if partner is None and told.partner_id is not None:
        known = await PARTNERS.find(tx, id=told.partner_id)
        partner = known.name if known else None
    rank = await _behind(tx, of, told) if told.by_hour else place(told.at, told.id)
    await HAPPENINGS.put(tx, _line(told, partner, rank))


async def _behind(tx: Transaction, of: Contact, told: TimelineFact) -> str:
    """Returns a place behind every line of the same timeline, up to the end of the hour of what is told."""
    threads, ends = sorted({of.thread, of.id}), end_of(told.at)
    found = await HAPPENINGS.all(tx, sort="place", descending=True, after=ends, limit=1, thread=threads)
    return place_behind(found[0].place if found else None, told.at, told.id)


async def note_begun(tx: Transaction, told: Sequence[TimelineFact]) -> None:
    """Writes the lines of threads that this transaction begins, in one command and in this order."""
    lines: list[Happening] = []
    for each in told:
        last = lines[-1].place if lines and each.by_hour and lines[-1].at == each.at else None
        rank = place_behind(last, each.at, each.id) if each.by_hour else place(each.at, each.id)
        lines.append(_line(each, None, rank))
    await HAPPENINGS.put_all(tx, lines)


def _line(told: TimelineFact, partner: str | None, rank: str) -> Happening:
    return Happening(
        id=told.id,
        thread=told.thread,
        place=rank,
        at=told.at,
        source=told.source,
        fact=told.fact,
        partner=partner,
        said=told.said,
    )
