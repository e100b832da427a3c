"""A partner as the directory knows it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["federal", "land", "municipal", "other", "unknown"]


@dataclass(frozen=True)
class Partner:
    """`areas` are the Länder that it serves; none means all of them. `topic` is its opaque name on the bus."""

    partner_id: str
    name: str
    category: str
    level: Level
    land: str | None
    areas: frozenset[str]
    needs: frozenset[str]
    threat_kinds: frozenset[str]
    languages: frozenset[str]
    response_days: int
    ways: tuple[str, ...]
    mails: tuple[str, ...]
    topic: str
    note: str
    assured_on: date
    listed: bool

    def serves(self, land: str) -> bool:
        return not self.areas or land in self.areas
