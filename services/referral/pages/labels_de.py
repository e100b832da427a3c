"""German labels of the words that only referral uses; those of the contracts are in shared/web."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from services.referral.domain.entry_change import How
from services.referral.domain.factors import Why
from services.referral.domain.filters import WhyNot
from services.referral.domain.freshness import Freshness
from services.referral.domain.matching import Reason
from services.referral.domain.partner import Suspension
from services.referral.domain.phone_answer import Said
from services.referral.domain.referral import REASONS, TRANSITIONS, Act, By, LateAnswer, Referral, Stage
from services.referral.domain.transitions import late_answers
from services.referral.pages.stages_de import STAGES
from shared.contracts.vocabulary import Land, Level, Need, ReferralKind, TargetGroup, ThreatKind
from shared.web.labels_de import LANGUAGES, options, word
from shared.web.pages import day

STATES: Final[Mapping[Stage, str]] = {stage: said.staff for stage, said in STAGES.items()}
BADGES: Final = {stage: said.badge for stage, said in STAGES.items() if said.badge}
ACTS: Final[Mapping[Act, str]] = {
    "accept": "Annehmen",
    "decline": "Ablehnen",
    "contact": "Kontakt aufgenommen",
    "complete": "Abschließen",
    "fail": "Kam nicht zustande",
    "ask": "Frage senden",
    "waitlist": "Warteliste eintragen",
    "reply": "Antwort an die Stelle senden",
    "return": "Zurückgeben",
    "expire": "Nicht länger warten",
    "recall": "Zurückziehen",
}
SAID: Final[Mapping[Said, str]] = {
    "accept": "Zusage",
    "decline": "Absage",
    "ask": "Frage, oder es fehlen Angaben",
    "waitlist": "Warteliste",
    "contact": "Kontakt mit der Person besteht",
    "complete": "Hilfe abgeschlossen",
    "fail": "Kam nicht zustande",
    "return": "Zurückgegeben",
}
"""Answers of a partner on the phone."""
LATE: Final[Mapping[LateAnswer, str]] = {
    "accept": (
        "Die Stelle hat doch noch geantwortet: Sie kann helfen. Wenn die Person das noch möchte, fragen Sie sie neu."
    ),
    "decline": "Die Stelle hat doch noch geantwortet: Sie kann nicht helfen.",
}
CONTRADICTED: Final[Mapping[tuple[Stage, LateAnswer], str]] = {
    ("completed", "accept"): (
        "Die Stelle widerspricht: Die Hilfe läuft noch. Die Angaben der Person liest sie nicht mehr; soll sie weiter "
        "helfen, fragen Sie die Person neu."
    ),
    (
        "completed",
        "decline",
    ): "Die Stelle widerspricht: Sie hat nicht geholfen. Bitte klären Sie es mit Person und Stelle.",
    ("failed", "accept"): "Die Stelle widerspricht: Sie hilft. Wenn die Person das möchte, fragen Sie sie neu.",
}
"""Texts for a late answer that contradicts the end of the help as a counsellor had entered it."""
MAY_ASK: Final = TRANSITIONS["ask"].before
MAY_WAIT: Final = TRANSITIONS["waitlist"].before
DONE: Final = {
    "capacity-asked": "Die Stellen sind gefragt. Sobald eine antwortet, steht es hier und unter „Zu tun“.",
    "capacity-taken-back": "Die Frage ist zurückgenommen. Die Stelle liest das an ihrem Link.",
    "capacity-answered": "Danke. Ihre Antwort ist angekommen.",
    "answered": "Ihre Antwort ist angekommen.",
    "arranged": "Das ist gespeichert. Die Person liest es auf ihrer Seite; hat sie keine, sagt es ihr unsere Beratung.",
    "circumstances-entered": "Das ist eingetragen. Die Vorschläge sind neu berechnet.",
    "entered": "Das ist eingetragen.",
    "phone-answer-entered": "Die Antwort ist eingetragen. Die Stelle sieht das auf ihrer Seite und kann widersprechen.",
    "entry-entered": "Der Eintrag steht im Verzeichnis.",
    "entry-changed": "Der Eintrag ist gespeichert.",
    "entry-confirmed": "Der Eintrag gilt ab heute als bestätigt.",
    "entry-closed": "Die Stelle wird vorübergehend nicht vorgeschlagen.",
    "entry-delisted": "Der Eintrag ist ausgetragen. Offene Vermittlungen dorthin sind zurückgezogen.",
    "partner-suspended": (
        "Der Zugang ist gesperrt. Offene Vermittlungen dorthin sind zurückgezogen; für jede entsteht eine Aufgabe."
    ),
    "partner-restored": (
        "Die Sperre ist aufgehoben. Die Stelle wird wieder vorgeschlagen. War für ihr System eine Adresse eingetragen, "
        "tragen Sie diese bitte neu ein: Mit der Sperre wurde sie gelöscht."
    ),
    "mailbox-tested": "Die Probe ist unterwegs. Sobald jemand am Postfach sie bestätigt, steht es hier.",
    "mailbox-reached": "Danke. Wir wissen jetzt, dass unsere Mails bei Ihnen ankommen.",
    "partner-onboarded": "Die Stelle ist eingerichtet. Sie bekommt ab jetzt Anfragen.",
    "confirmation-asked": "Die Bitte um Bestätigung ist unterwegs.",
    "shown-before": "Das ist schon ausgestellt und wird nur einmal gezeigt. Ging es verloren, stellen Sie neu aus.",
    "entries-imported": "Die Einträge sind übernommen.",
    "own-entry-confirmed": "Danke. Ihr Eintrag gilt ab heute als bestätigt.",
    "link-requested": (
        "Gehört der Link zu einer offenen Vermittlung, ist ein neuer unterwegs: an die Adresse, die Ihre Stelle bei "
        "uns hinterlegt hat. Wir schicken höchstens einen am Tag."
    ),
    "signed-out": "Sie sind abgemeldet. Für den nächsten Blick brauchen Sie einen Link und Ihre PIN.",
    "proceeding-entered": "Das Verfahren ist eingetragen. Die Fristen werden daraus berechnet.",
    "proceedings-joined": (
        "Beide Verfahren stehen jetzt als eine Tat da. Jede Frist zählt einmal; trennen können Sie sie jederzeit."
    ),
    "proceedings-parted": "Das Verfahren steht wieder für sich. Seine Fristen werden neu berechnet.",
    "proceeding-told": "Danke. Das ist eingetragen, und die Beratung sieht es.",
    "proceeding-changed": "Das Verfahren ist geändert. Die Fristen werden neu berechnet.",
}
"""Sentences that a page shows after an act, by the word in its address."""

FRESHNESS: Final[Mapping[Freshness, str]] = {
    "fresh": "bestätigt",
    "ageing": "älter als sechs Monate",
    "due": "bitte bestätigen lassen",
    "stale": "veraltet",
}
FRESHNESS_BADGES: Final[Mapping[Freshness, str]] = {
    "fresh": "success",
    "ageing": "info",
    "due": "warning",
    "stale": "danger",
}
HOW: Final[Mapping[How, str]] = {
    "entered": "aufgenommen",
    "edited": "bearbeitet",
    "confirmed": "bestätigt",
    "closed": "vorübergehend geschlossen",
    "reopened": "wieder geöffnet",
    "imported": "importiert",
    "delisted": "ausgetragen",
    "by_partner": "selbst bestätigt",
    "suspended": "Zugang gesperrt",
    "restored": "Sperre aufgehoben",
    "pin_issued": "neue PIN ausgestellt",
    "token_issued": "neues Zugangszeichen ausgestellt",
    "tested": "Probe per Mail gesendet",
    "test_arrived": "Probe per Mail angekommen",
    "called_back": "Rückruf festgehalten",
    "pin_told": "Übermittlung der PIN festgehalten",
    "kafka_issued": "Kafka-Zugang festgehalten",
    "onboarded": "für Anfragen freigegeben",
    "asked": "per Mail um Bestätigung gebeten",
    "reminded": "per Mail an die Bestätigung erinnert",
    "mail_returned": "Mail kam zurück, gemeldet",
}
SUSPENSIONS: Final[Mapping[Suspension, str]] = {
    "access_lost": "PIN, Zugangszeichen oder Postfach können in falschen Händen sein",
    "misuse": "Angaben wurden anders verwendet, als die Person erlaubt hat",
    "unclear": "Wir müssen erst etwas klären",
    "own_wish": "Die Stelle bittet darum",
}
ONLY: Final = [
    ("listed", "alle Einträge"),
    ("due", "zu bestätigen oder veraltet"),
    ("closed", "geschlossen"),
    ("not_onboarded", "noch nicht eingerichtet"),
    ("returned", "Mail kam zurück"),
    ("released", "öffentlich"),
    ("delisted", "ausgetragen"),
]
FORMATS: Final = [("", "Bitte wählen"), ("hsds", "HSDS 3 (JSON)"), ("csv", "CSV")]

WHY_NOT: Final[Mapping[WhyNot, str]] = {
    "delisted": "nicht mehr im Verzeichnis",
    "inactive": "hat die Arbeit eingestellt",
    "conflict_of_interest": "Interessenkonflikt: gehört zur eigenen Kommune, aus der die Bedrohung kommen kann",
    "excluded_by_person": "Die Person möchte diese Stelle nicht",
    "wish_no_police": "Wunsch: keine Polizei. Diese Stelle ermittelt oder gibt weiter.",
    "wish_no_prosecution": "Wunsch: keine Strafverfolgung. Diese Stelle muss ermitteln oder Anzeige weitergeben.",
    "land_unknown": "Land unbekannt, Zuständigkeit nicht prüfbar",
    "other_land": "für dieses Land nicht zuständig",
    "other_place": "für diesen Ort nicht zuständig",
    "consent_asked": "Einwilligung ist angefragt",
    "consent_refused": "Person hat die Weitergabe abgelehnt",
    "consent_withdrawn": "Einwilligung ist als widerrufen vermerkt",
    "already_asked": "ist bereits beteiligt",
    "named": "ist der Person schon genannt, sie meldet sich dort selbst",
    "declined": "hat in diesem Fall abgelehnt",
    "returned": "hat den Fall zurückgegeben",
    "expired": "hat nicht rechtzeitig geantwortet",
    "failed": "konnte nicht helfen",
    "agreed_late": "hat doch noch zugesagt",
    "other_municipality": "für andere Kommunen da, zum Beispiel nur für Landkreise",
    "other_group": "für andere Betroffene da, zum Beispiel nur für Mandatsträger",
    "excluded_group": "hilft dieser Gruppe ausdrücklich nicht",
    "excluded_person": "hilft nur der einen Seite: entweder Betroffenen oder Angehörigen",
    "other_subject": "bietet nicht, was hier gebraucht wird",
    "closed_for_now": "vorübergehend geschlossen",
    "no_capacity": "zurzeit kein Platz, laut letzter Meldung",
}
ASK_AGAIN: Final[frozenset[WhyNot]] = frozenset(
    {"consent_refused", "consent_withdrawn", "named", "expired", "agreed_late"}
)
"""Reasons for an exclusion after which the person can be asked anew."""

WHY: Final[Mapping[Why, str]] = {
    "covers_need": "deckt den Bedarf",
    "specialist": "vom Netzwerk benannt für",
    "made_for": "eigens dafür da",
    "knows_threat": "kennt sich aus mit",
    "in_place": "zuständig für diesen Ort",
    "in_the_land": "zuständig in",
    "level_fits": "passende Ebene",
    "for_group": "da für",
    "speaks": "spricht",
    "open_now": "jetzt erreichbar",
    "closed_now": "jetzt nicht erreichbar",
    "answers_soon": "antwortet innerhalb eines Arbeitstags",
    "capacity_limited": "hat zurzeit wenig Platz",
    "confirmed": "Eintrag kürzlich bestätigt",
    "stale": "Eintrag seit über einem Jahr nicht bestätigt",
    "place_unclear": "nur für einen Teil des Landes da: bitte den Ort prüfen",
    "group_unclear": "nur für bestimmte Betroffene da: bitte prüfen, ob das passt",
    "must_act": "muss bei Verdacht einer Straftat tätig werden (§§ 152, 160, 163 StPO)",
    "not_onboarded": (
        "noch nicht eingerichtet, wir schreiben ihr nicht. Rufen Sie die Stelle an, oder nennen Sie sie der Person"
    ),
}
CAUTIONS: Final[frozenset[Why]] = frozenset(
    {"closed_now", "capacity_limited", "stale", "place_unclear", "group_unclear", "must_act", "not_onboarded"}
)
"""Reasons that are shown apart from those in favour of a partner."""

ABOUT: Final[dict[Why, type[StrEnum]]] = {
    "covers_need": Need,
    "specialist": Need,
    "made_for": Need,
    "knows_threat": ThreatKind,
    "in_the_land": Land,
    "level_fits": Level,
    "for_group": TargetGroup,
}
KINDS: Final[Mapping[ReferralKind, str]] = {
    ReferralKind.WARM: "Wir fragen die Stelle, sie antwortet uns",
    ReferralKind.COLD: "Die Person meldet sich dort selbst",
}
SOURCES: Final = (
    ("police", "aus der eigenen Polizei am Ort"),
    ("administration", "aus der eigenen Verwaltung"),
)
"""Sources that the threat may come from."""


def listed(values: Iterable[StrEnum]) -> str:
    return ", ".join(map(word, values))


def further(offenders: Iterable[tuple[str, date | None]]) -> str:
    return ", ".join(f"bekannt seit {day(on)}" if on else "unbekannte" for _, on in offenders) or "keine bekannt"


def why(given: Reason) -> str:
    kind = ABOUT.get(given.code)
    about = listed(map(kind, given.about)) if kind else ", ".join(LANGUAGES.get(code, code) for code in given.about)
    return f"{WHY[given.code]}: {about}" if about else WHY[given.code]


def reason(referral: Referral) -> str:
    """Returns the reason or outcome of the last act, or an empty text."""
    kinds = {TRANSITIONS[act].after: kind for act, kind in REASONS.items()}
    return word(kinds[referral.state](referral.reason)) if referral.reason else ""


def mark(reference: str) -> str:
    """Returns the mark by which partner and contact point speak of a referral on the phone."""
    return f"{reference[:4]}-{reference[4:8]}".upper()


NOT_CHOSEN: Final = {"recall": ("partner_delisted", "not_onboarded", "consent_mistaken", "unknown")}
"""Reasons that only follow from other acts: if staff chose one, the person would read that nobody was asked."""


def choices(act: Act) -> list[tuple[str, str]]:
    """Returns the reasons or outcomes from which the act requires one."""
    return options(REASONS[act], without=NOT_CHOSEN.get(act, ())) if act in REASONS else []


def late(referral: Referral, by: By = "partner") -> list[tuple[Act, list[tuple[str, str]]]]:
    """Returns the answers that only inform the desk, without the one that was given already."""
    return [(each, choices(each)) for each in late_answers(referral, by) if each != referral.late]


def said_late(referral: Referral) -> str:
    """Returns the text for an answer of the partner after the end; empty where there is none."""
    if referral.late is None:
        return ""
    return CONTRADICTED.get((referral.state, referral.late)) or LATE[referral.late]


def said(act: Said, given: str | None) -> str:
    """Returns an answer on the phone in words, with its reason or outcome."""
    return f"{SAID[act]}: {word(REASONS[act](given))}" if given else SAID[act]


def possible(referral: Referral, acts: Sequence[Act]) -> list[tuple[Act, list[tuple[str, str]]]]:
    """Returns those of `acts` that the state allows, each with its choices."""
    return [(each, choices(each)) for each in acts if referral.state in TRANSITIONS[each].before]
