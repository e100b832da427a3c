"""Where within its hour an act of the person's stands: hers carry the hour alone, what others did the minute.

What came of it tells: she agreed before the partner was asked, and withdrew before it was recalled.
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
    """In the hour of the decision, after the question, before what it led to, and a withdrawal after all else."""
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
    """What she wishes of what is closed was said afterwards, as far as the hour tells."""
    last = next((each for each in reversed(_of_the_hour(at, progress)) if each.step in ("closed", "reopened")), None)
    return last.at + NEXT if last and last.step == "closed" else at


def _of_the_hour(at: datetime, progress: Iterable[Progress]) -> list[Progress]:
    return sorted((each for each in progress if whole_hour(each.at) == whole_hour(at)), key=lambda each: each.at)
