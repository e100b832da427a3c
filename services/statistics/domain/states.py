"""The columns of tables that show how something stands, and the steps that lead there.

A step, result or state has the name of the fact that leads to it, the last word of its type.
"""

from enum import Enum, StrEnum
from typing import Final

GOES_ON: Final = False
ENDS: Final = True


class ReferralState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    COMPLETED = "completed"
    NOT_TAKEN = "not_taken"
    RECALLED = "recalled"
    NAMED = "named"


class ReferralStep(Enum):
    """The facts about a referral: each with the code in a cell, the column that shows it, and whether nothing follows.

    The code is the name of the fact. After the last step its cell stays and its case is forgotten.
    """

    SENT = "sent", ReferralState.OPEN, GOES_ON
    DELIVERED = "delivered", ReferralState.OPEN, GOES_ON
    OVERDUE = "overdue", ReferralState.OPEN, GOES_ON
    QUESTIONED = "questioned", ReferralState.OPEN, GOES_ON
    INFORMED = "informed", ReferralState.OPEN, GOES_ON
    WAITLISTED = "waitlisted", ReferralState.OPEN, GOES_ON
    ACCEPTED = "accepted", ReferralState.ACCEPTED, GOES_ON
    CONTACTED = "contacted", ReferralState.ACCEPTED, GOES_ON
    COMPLETED = "completed", ReferralState.COMPLETED, ENDS
    DECLINED = "declined", ReferralState.NOT_TAKEN, ENDS
    RETURNED = "returned", ReferralState.NOT_TAKEN, ENDS
    FAILED = "failed", ReferralState.NOT_TAKEN, ENDS
    EXPIRED = "expired", ReferralState.NOT_TAKEN, ENDS
    RECALLED = "recalled", ReferralState.RECALLED, ENDS
    NAMED = "named", ReferralState.NAMED, ENDS

    def __init__(self, code: str, column: ReferralState, ends: bool) -> None:
        self.code = code
        self.column = column
        self.ends = ends


class DeliveryResult(StrEnum):
    SENT = "sent"
    SUPPRESSED = "suppressed"
    FAILED = "failed"


class DeadlineState(StrEnum):
    SET = "set"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"
