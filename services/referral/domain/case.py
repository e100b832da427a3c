"""What referral knows of a case: the coarse picture from the bus, nothing that names a person."""

from dataclasses import dataclass

from shared.contracts.vocabulary import Land, Need, ThreatKind, Urgency


@dataclass(frozen=True)
class Case:
    case_id: str
    land: Land
    threat_kinds: frozenset[ThreatKind]
    needs: frozenset[Need]
    urgency: Urgency
    no_police: bool
    no_prosecution: bool
    languages: frozenset[str]
    triaged: bool
    closed: bool = False
