"""Reads the timeline of a case, the newest first: from what all services told, so that none of them is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.intake.domain.contact import Contact
from services.intake.domain.happening import Happening, Source
from services.intake.store import HAPPENINGS
from shared.bus import Transaction
from shared.clock import berlin_day

PAGE: Final = 40
BEGINS: Final = "lotse.intake.contact.recorded"


@dataclass(frozen=True)
class HappeningsPage:
    """One page of the timeline. `days`: the newest first.

    `older`: the place behind which the next page begins; None on the last one. `source`: the only service shown, None
    for all. `begins`: whether the beginning of the case is among what is kept; a case that is older than the timeline
    lacks it.
    """

    days: Mapping[date, list[Happening]]
    older: str | None
    source: Source | None
    begins: bool
    is_first: bool


async def happenings_of(
    tx: Transaction, of: Contact, *, source: Source | None = None, older: str | None = None
) -> HappeningsPage:
    """Returns a page of the case and of the contact that it began with. `older`: a place that an earlier page named."""
    threads = sorted({of.thread, of.id})
    wanted: dict[str, Any] = {"thread": threads} | ({"source": source} if source else {})
    found = await HAPPENINGS.all(tx, sort="place", descending=True, after=older, limit=PAGE + 1, **wanted)
    shown = found[:PAGE]
    days: dict[date, list[Happening]] = {}
    for each in shown:
        days.setdefault(berlin_day(each.at), []).append(each)
    begins = await HAPPENINGS.count(tx, thread=threads, fact=BEGINS) > 0
    return HappeningsPage(days, shown[-1].place if len(found) > PAGE else None, source, begins, older is None)
