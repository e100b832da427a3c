"""A partner as the directory knows it."""

from dataclasses import dataclass
from datetime import date

from shared.contracts.vocabulary import Land, Level, Need, PartnerCategory, ThreatKind, Way


@dataclass(frozen=True)
class Partner:
    """`areas` are the Länder that it serves; none means all of them. `topic` is its opaque name on the bus."""

    partner_id: str
    name: str
    category: PartnerCategory
    level: Level
    land: Land | None
    areas: frozenset[Land]
    needs: frozenset[Need]
    threat_kinds: frozenset[ThreatKind]
    languages: frozenset[str]
    response_days: int
    ways: tuple[Way, ...]
    mails: tuple[str, ...]
    topic: str
    note: str
    assured_on: date
    listed: bool

    def serves(self, land: Land) -> bool:
        return not self.areas or land in self.areas
