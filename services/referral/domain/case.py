"""What referral knows of a case: the coarse picture from the bus, nothing that names a person."""

from dataclasses import dataclass
from typing import Literal

Urgency = Literal["immediate", "urgent", "routine", "unknown"]


@dataclass(frozen=True)
class Case:
    case_id: str
    land: str
    threat_kinds: frozenset[str]
    needs: frozenset[str]
    urgency: Urgency
    no_police: bool
    no_prosecution: bool
    languages: frozenset[str]
    triaged: bool
    closed: bool = False
