"""Wrong PINs behind one link: they slow down this link only, so whoever holds it locks nobody out of the rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.referral.domain.capacity_inquiry import CapacityInquiry
from services.referral.domain.referral import Referral
from shared.errors import Conflict
from shared.state import Fact, State

AT_ONCE: Final = 5
FIRST_REST: Final = timedelta(seconds=15)
LONGEST_REST: Final = timedelta(minutes=1)


class LinkTries(State):
    """Attempts behind one link. `case_id`: None for the link to a partner's own entry. `wrong`: how many in a row.

    `suspected`: set at AT_ONCE wrong PINs, more than somebody mistypes; the desk is shown it.
    """

    reference: str
    case_id: str | None = None
    wrong: int = 0
    suspected: bool = False
    rests_until: datetime | None = None


@dataclass(frozen=True)
class PinTried(Fact[LinkTries]):
    is_right: bool


def to_referral(referral: Referral) -> LinkTries:
    """Returns the counter of a referral's link before any attempt."""
    return LinkTries(reference=referral.reference, case_id=referral.case_id)


def to_entry(partner_id: str) -> LinkTries:
    """Returns the counter of an entry's link before any attempt."""
    return LinkTries(reference=f"entry|{partner_id}")


def to_capacity_inquiry(inquiry: CapacityInquiry) -> LinkTries:
    """Returns the counter of an inquiry's link before any attempt."""
    return LinkTries(reference=f"capacity|{inquiry.reference}", case_id=inquiry.case_id)


def refuse_while_resting(tries: LinkTries, now: datetime) -> None:
    """Raises Conflict while the link rests. To be called before the PIN is checked: a refused try is not counted."""
    if tries.rests_until is not None and now < tries.rests_until:
        raise Conflict(
            "wrong-pin",
            "Über diesen Link kamen mehrere falsche PINs. Bitte versuchen Sie es in einer Minute wieder. "
            "Links zu anderen Vermittlungen gehen wie immer.",
        )


def count(tries: LinkTries, is_right: bool, now: datetime) -> PinTried:
    """Counts an attempt. Each wrong one after AT_ONCE doubles the rest, up to LONGEST_REST; a right one ends it."""
    wrong = 0 if is_right else tries.wrong + 1
    rests = _rest(wrong)
    changed = {
        "wrong": wrong,
        "suspected": tries.suspected or wrong >= AT_ONCE,
        "rests_until": now + rests if rests else None,
    }
    return PinTried(tries.model_copy(update=changed), is_right)


def _rest(wrong: int) -> timedelta:
    doubled = min(wrong - AT_ONCE, 10)
    return min(FIRST_REST * 2**doubled, LONGEST_REST) if doubled >= 0 else timedelta(0)
