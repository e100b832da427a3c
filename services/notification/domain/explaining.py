"""A clock in the counsellor's words: what runs, why not, and from what it was computed."""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from services.notification.domain.deadlines import Clock, Role, Rule, StandsStill

Standing = Literal["running", "passed", "done", "still"]

REMINDER: Final = "Eine Erinnerung mit Quelle, keine Rechtsberatung."
RULES: Final[dict[Rule, str]] = {"strafantrag": "Strafantrag"}
ROLES: Final[dict[Role, str]] = {
    "self": "betroffene Person",
    "superior": "Dienstvorgesetzte",
    "supervisory": "Rechtsaufsicht",
    "other": "weitere Antragsberechtigte",
    "unknown": "Antragsberechtigte",
}
WHY_IT_STANDS_STILL: Final[dict[StandsStill, str]] = {
    "offender_unknown": "läuft nicht: Täter unbekannt",
    "no_request_needed": "läuft nicht: Verfolgung von Amts wegen, kein Antrag nötig",
    "superior_may_not_file": "läuft nicht: bei diesem Delikt nicht antragsberechtigt",
    "request_filed": "erledigt: Antrag gestellt",
}
OTHER_OFFENCES: Final = {"other": "anderes Delikt", "unknown": "Delikt noch offen"}


def standing(clock: Clock, today: date) -> Standing:
    if clock.stands_still is not None:
        return "done" if clock.stands_still == "request_filed" else "still"
    return "passed" if clock.dates is not None and clock.dates.legal_on < today else "running"


def in_words(clock: Clock, today: date) -> str:
    if clock.stands_still is not None:
        return WHY_IT_STANDS_STILL[clock.stands_still]
    return "abgelaufen" if standing(clock, today) == "passed" else "läuft"


def offences_in_words(offences: Iterable[str]) -> str:
    return ", ".join(map(_offence, offences)) or OTHER_OFFENCES["unknown"]


def _offence(offence: str) -> str:
    code, _, number = offence.partition("_")
    names = {"stgb": "StGB", "kug": "KUG"}
    return f"§ {number} {names[code]}" if code in names else OTHER_OFFENCES.get(offence, OTHER_OFFENCES["other"])
