"""Places a person's act within its hour: such acts carry the hour alone, what others did carries the minute.

The consequences tell the order: a consent came before the partner was asked, a withdrawal before it was recalled.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from services.intake.domain.consent import Consent
from services.intake.domain.handover import Handover
from services.intake.domain.progress import Progress, Step
from shared.clock import whole_hour

BEGINNINGS: Final[frozenset[Step]] = frozenset({"sent", "named", "not_asked", "never_sent"})
NEXT: Final = timedelta(microseconds=1)


def when_decided(made: Consent, asked: Handover, progress: Iterable[Progress]) -> datetime:
    """Returns a time in the decision's hour: after the question, before its effects; a withdrawal after all else."""
    earliest = max(made.at, asked.asked_at)
    steps = [each for each in _of_the_hour(made.at, progress) if each.partner == asked.partner.name]
    later = [each for each in steps if each.at >= earliest]
    if made.decision == "given":
        begun = next((each.at for each in later if each.step in BEGINNINGS), None)
        return begun - NEXT if begun else earliest
    if made.decision == "withdrawn" and later:
        recalled = next((each.at for each in later if each.step == "recalled"), None)
        return recalled - NEXT if recalled else later[-1].at + NEXT
    return earliest


def when_written(at: datetime, progress: Iterable[Progress]) -> datetime:
    """Returns a time for a form message: after the closing if the case was closed last within that hour."""
    last = next((each for each in reversed(_of_the_hour(at, progress)) if each.step in ("closed", "reopened")), None)
    return last.at + NEXT if last and last.step == "closed" else at


def _of_the_hour(at: datetime, progress: Iterable[Progress]) -> list[Progress]:
    return sorted((each for each in progress if whole_hour(each.at) == whole_hour(at)), key=lambda each: each.at)
