"""A deadline in German for counsellors: whether it runs, why not, and for which offences."""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from services.notification.domain.deadlines import Deadline, Role, StandsStill
from shared.contracts.vocabulary import DeadlineRule
from shared.web.labels_de import word

Phase = Literal["running", "passed", "done", "still"]

REMINDER: Final = "Eine Erinnerung mit Quelle, keine Rechtsberatung."
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
STATUTES: Final = {"stgb": "StGB", "kug": "KUG"}


def title(deadline: Deadline) -> str:
    return f"{word(DeadlineRule(deadline.rule))}: {ROLES[deadline.entitled.role]}"


def phase(deadline: Deadline, today: date) -> Phase:
    if deadline.stands_still is not None:
        return "done" if deadline.stands_still == "request_filed" else "still"
    return "passed" if deadline.dates is not None and deadline.dates.legal_on < today else "running"


def sentence(deadline: Deadline, today: date) -> str:
    if deadline.stands_still is not None:
        return WHY_IT_STANDS_STILL[deadline.stands_still]
    return "abgelaufen" if phase(deadline, today) == "passed" else "läuft"


def offences(codes: Iterable[str]) -> str:
    return ", ".join(map(_offence, codes)) or OTHER_OFFENCES["unknown"]


def _offence(code: str) -> str:
    statute, _, number = code.partition("_")
    if statute in STATUTES:
        return f"§ {number} {STATUTES[statute]}"
    return OTHER_OFFENCES.get(code, OTHER_OFFENCES["other"])
