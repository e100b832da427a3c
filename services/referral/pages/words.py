"""German words for what only referral says; the contracts' own words are the same on every page."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from services.referral.domain.life import SAYS_WHY, STEPS, Act, Referral
from services.referral.domain.matching import Reason, Why
from shared.contracts.vocabulary import Land, Need, ThreatKind
from shared.web.labels_de import LANGUAGES, options, word

STATES: Final = {
    "preparing": "wird vorbereitet",
    "sent": "übermittelt",
    "delivered": "gelesen",
    "accepted": "angenommen",
    "declined": "abgelehnt",
    "overdue": "Antwort überfällig",
    "expired": "ohne Antwort abgelaufen",
    "contacted": "Kontakt aufgenommen",
    "completed": "abgeschlossen",
    "failed": "gescheitert",
    "returned": "zurückgegeben",
    "recalled": "zurückgezogen",
}
BADGES: Final = {
    "accepted": "success",
    "contacted": "success",
    "completed": "success",
    "declined": "warning",
    "returned": "warning",
    "overdue": "warning",
    "expired": "danger",
    "failed": "danger",
}
ACTS: Final = {
    "accept": "Annehmen",
    "decline": "Ablehnen",
    "contact": "Kontakt aufgenommen",
    "complete": "Abschließen",
    "fail": "Als gescheitert melden",
    "return": "Zurückgeben",
    "recall": "Zurückziehen",
}
WHY_NOT: Final = {
    "delisted": "nicht mehr im Verzeichnis",
    "wish_no_police": "Wunsch: keine Polizei. Diese Stelle muss ermitteln oder ermitteln lassen.",
    "wish_no_prosecution": "Wunsch: keine Strafverfolgung. Diese Stelle muss ermitteln oder Anzeige weitergeben.",
    "other_land": "für dieses Land nicht zuständig",
    "land_unknown": "Land unbekannt, Zuständigkeit nicht prüfbar",
    "consent_asked": "Einwilligung ist angefragt",
    "consent_refused": "Person hat die Weitergabe abgelehnt",
    "already_asked": "ist bereits beteiligt",
    "declined": "hat in diesem Fall abgelehnt",
    "returned": "hat den Fall zurückgegeben",
    "expired": "hat nicht geantwortet",
    "failed": "konnte nicht helfen",
    "other_subject": "bietet nicht, was hier gebraucht wird",
}
WHY: Final = {
    "covers_need": "deckt den Bedarf",
    "knows_threat": "kennt sich aus mit",
    "in_the_land": "zuständig in",
    "answers_soon": "antwortet innerhalb eines Arbeitstags",
    "speaks": "spricht",
    "confirmed": "Eintrag kürzlich bestätigt",
    "stale": "Eintrag seit über einem Jahr nicht bestätigt",
    "orientation": "bietet erste Orientierung",
}
ABOUT: Final[dict[Why, type[StrEnum]]] = {"covers_need": Need, "knows_threat": ThreatKind, "in_the_land": Land}


def listed(values: Iterable[StrEnum]) -> str:
    return ", ".join(map(word, values))


def why(reason: Reason) -> str:
    kind = ABOUT.get(reason.code)
    about = listed(map(kind, reason.about)) if kind else ", ".join(LANGUAGES.get(code, code) for code in reason.about)
    return f"{WHY[reason.code]}: {about}" if about else WHY[reason.code]


def said(referral: Referral) -> str:
    """The reason or outcome that came with the last act, or nothing."""
    kinds = {STEPS[act][1]: kind for act, kind in SAYS_WHY.items()}
    return word(kinds[referral.state](referral.said)) if referral.said else ""


def choices(act: Act) -> list[tuple[str, str]]:
    return options(SAYS_WHY[act]) if act in SAYS_WHY else []
