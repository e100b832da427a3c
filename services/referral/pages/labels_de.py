"""German labels of the words that only referral uses; those of the contracts are in shared/web."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, cast

from services.referral.domain.matching import Reason, Why
from services.referral.domain.referral import Act, Referral
from services.referral.domain.transitions import REASONS, TRANSITIONS
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
DONE: Final = {
    "answered": "Ihre Antwort ist angekommen.",
    "entered": "Das ist eingetragen.",
    "proceeding-entered": "Das Verfahren ist eingetragen. Die Fristen werden daraus berechnet.",
    "proceeding-changed": "Das Verfahren ist geändert. Die Fristen werden neu berechnet.",
}
"""What a page says after an act, by the word in its address."""

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


def why(given: Reason) -> str:
    kind = ABOUT.get(given.code)
    about = listed(map(kind, given.about)) if kind else ", ".join(LANGUAGES.get(code, code) for code in given.about)
    return f"{WHY[given.code]}: {about}" if about else WHY[given.code]


def reason(referral: Referral) -> str:
    """The reason or outcome of the last act, or nothing."""
    kinds = {TRANSITIONS[act].after: kind for act, kind in REASONS.items()}
    return word(kinds[referral.state](referral.reason)) if referral.reason else ""


def choices(act: Act) -> list[tuple[str, str]]:
    """The reasons or outcomes of which the act asks for one."""
    return options(REASONS[act]) if act in REASONS else []


def answer(fields: Mapping[str, str]) -> str:
    """What a form wants to do, in words; nothing where it wants nothing."""
    act, given = fields.get("act", ""), fields.get("reason", "")
    if act not in ACTS:
        return ""
    shown = dict(choices(cast("Act", act))).get(given, "")
    return f"{ACTS[act]}: {shown}" if shown else ACTS[act]


def possible(referral: Referral, acts: Sequence[Act]) -> list[tuple[Act, list[tuple[str, str]]]]:
    """Those of `acts` that the state allows, each with its choices."""
    return [(each, choices(each)) for each in acts if referral.state in TRANSITIONS[each].before]
