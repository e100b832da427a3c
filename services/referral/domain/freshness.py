"""The age of an entry's confirmation, when its partner is asked to confirm it, and which help the directory lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from services.referral.domain.factors import FRESH, STALE
from services.referral.domain.partner import Partner
from shared.contracts.vocabulary import Land, Need

Freshness = Literal["fresh", "ageing", "due", "stale"]
ASK_BEFORE: Final = timedelta(days=30)
"""Time before an entry becomes stale at which its partner is asked to confirm it."""

NEEDED: Final = (
    Need.POLICE_SECURITY,
    Need.PROSECUTION,
    Need.LEGAL,
    Need.PSYCHOLOGICAL,
    Need.DIGITAL_SAFETY,
    Need.FAMILY,
    Need.ORIENTATION,
)
"""Needs that some partner should serve in every Land."""


def freshness(entry: Partner, today: date) -> Freshness:
    """`due`: the partner should be asked now; `stale`: the entry was not confirmed in time."""
    age = today - entry.assured_on
    if age > STALE:
        return "stale"
    if age > STALE - ASK_BEFORE:
        return "due"
    return "ageing" if age > FRESH else "fresh"


@dataclass(frozen=True)
class Gap:
    """A need that no partner serves in `land`, not even a federal one."""

    land: Land
    need: Need


def gaps(entries: Iterable[Partner], today: date) -> list[Gap]:
    """Returns the gaps, by Land. An entry that is closed, inactive or stale fills no gap."""
    there = [entry for entry in entries if _counts(entry, today)]
    return [
        Gap(land, need)
        for land in Land
        if land is not Land.UNKNOWN
        for need in NEEDED
        if not any(need in entry.needs and entry.serves(land) for entry in there)
    ]


def _counts(entry: Partner, today: date) -> bool:
    is_open = entry.listed and entry.status != "inactive" and not entry.is_closed(today)
    return is_open and freshness(entry, today) != "stale"
