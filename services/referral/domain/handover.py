"""A hand-over that intake prepares; a referral begins only with the person's consent."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Handover:
    handover_id: str
    case_id: str
    partner_id: str
    state: Literal["asked", "given", "refused", "withdrawn"]
