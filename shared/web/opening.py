"""A colleague's case, opened by a supervisor with a reason: kept in the sign-in, shown on every page of that case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from shared.opening_reason import OpeningReason

OPENING_REASONS: Final[Mapping[str, str]] = {
    OpeningReason.ABSENCE: "Vertretung: Die Beraterin oder der Berater ist nicht da",
    OpeningReason.DANGER: "Gefahr: Es muss sofort gehandelt werden",
    OpeningReason.COMPLAINT: "Beschwerde über die Beratung",
    OpeningReason.REQUEST_OF_THE_PERSON: "Die betroffene Person bittet darum",
    OpeningReason.QUALITY: "Fachliche Prüfung",
}


class Opening(NamedTuple):
    """`reason` is empty in a sign-in that an earlier release issued."""

    until: datetime
    reason: str


@dataclass(frozen=True)
class OpenedCase:
    """The note on a page that shows such a case; `reason` in words, or None where it is not known."""

    thread: str
    until: datetime
    reason: str | None


def opened_case(opened: Mapping[str, Opening], case: str | None, now: datetime) -> OpenedCase | None:
    """Returns None where the case is not open with a reason, or no longer. `case`: a case, or a contact without one."""
    thread = (case or "").lower()
    found = opened.get(thread)
    if found is None or now >= found.until:
        return None
    return OpenedCase(thread, found.until, OPENING_REASONS.get(found.reason))
