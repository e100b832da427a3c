"""German labels of the desk's audit trail: what was looked at or done, why, and by which part of Lotse."""

from collections.abc import Mapping
from typing import Final

from services.intake.labels_de import (
    ASSESSMENTS,
    BASES,
    BECAUSE,
    HOLD_REASONS,
    IDENTITY_CHECKS,
    KNOWN_BY,
    MISTAKE_REASONS,
    READING_CAUSES,
)
from shared.web.opening import OPENING_REASONS

LOOKS: Final[Mapping[str, str]] = {
    "file": "Gelesen",
    "found": "Über Nummer oder Kontaktweg gefunden",
    "safe-contact": "Kontaktweg gelesen",
    "acknowledgement": "Absenderadresse für die automatische Antwort abgerufen",
    "safe-contact-stated": "Kontaktweg für die Person eingetragen",
    "package": "Abgerufen, was nach Einwilligung weitergegeben wird",
    "addition": "Abgerufen, was nach Einwilligung zusätzlich weitergegeben wird",
    "opened": "Mit einem Grund geöffnet",
    "opening-ended": "Vor der Zeit wieder geschlossen",
    "inspection-reviewed": "Eine Einsicht geprüft",
    "readers": "Nachgesehen, wer gelesen hat",
    "given": "Übergeben",
    "evidence": "Original eines Belegs geholt",
    "evidence-shown": "Beleg angesehen",
    "evidence-passed-on": "Eine Datei abgerufen, die nach Einwilligung weitergegeben wird",
    "word-agreed": "Kennwort vereinbart",
    "caller-check": "Kennwort der anrufenden Person geprüft",
    "new-code-asked": "Neuen Rückmeldecode vorgeschlagen",
    "new-code-approved": "Neuem Rückmeldecode zugestimmt",
    "new-code-refused": "Neuen Rückmeldecode abgelehnt",
    "new-code-issued": "Neuen Rückmeldecode ausgegeben",
    "related": "Mit einem anderen Fall verknüpft",
    "separated": "Von einem anderen Fall getrennt",
    "linked": "Meldung für jemand anderen mit dem Fall verknüpft",
    "unlinked": "Verknüpfung gelöst",
    "joined": "Demselben Menschen zugeordnet: zwei Codes, ein Fall",
    "parted": "Zuordnung zu einem Fall aufgehoben",
    "one-time-code": "Einmalcode vorgelesen",
    "noted": "Notiz geschrieben",
    "letter": "Angaben der Person zu ihrer Post gelesen",
    "talk": "Angaben zu Vortrag oder Schulung gelesen",
    "talk-stated": "Angaben zu Vortrag oder Schulung eingetragen",
    "referred-for-prevention": "Vermittlung zur Vorbeugung begonnen",
    "emergency": "In Lebensgefahr jemanden informiert",
    "emergency-reviewed": "Geprüft, wer in Lebensgefahr informiert wurde",
    "own-data": "Auskunft für die Person erstellt",
    "consent-corrected": "Berichtigt, was als Entscheidung der Person eingetragen war",
    "correction-read": "Gelesen, was zu einer möglichen Datenpanne geschrieben wurde",
    "correction-assessed": "Eine mögliche Datenpanne geprüft",
    "held": "Löschsperre eingetragen",
    "hold-lifted": "Löschsperre aufgehoben",
    "erased": "Gelöscht",
}
"""Labels of the looks and acts in the desk's audit trail, by their word."""
LOOKS_BECAUSE: Final[Mapping[str, Mapping[str, str]]] = {
    "caller-check": {"fits": "passt", "differs": "passt nicht"},
    "new-code-asked": {basis.value: said for basis, said in BASES.items()},
    "new-code-approved": {because.value: said for because, said in BECAUSE.items()},
    "new-code-refused": {because.value: said for because, said in BECAUSE.items()},
    "opened": OPENING_REASONS,
    "readers": {cause.value: said for cause, said in READING_CAUSES.items()},
    "safe-contact-stated": {known_by.value: said for known_by, said in KNOWN_BY.items()},
    "own-data": {check.value: said for check, said in IDENTITY_CHECKS.items()},
    "consent-corrected": {reason.value: said for reason, said in MISTAKE_REASONS.items()},
    "correction-assessed": {each.value: said for each, said in ASSESSMENTS.items()},
    "held": {reason.value: said for reason, said in HOLD_REASONS.items()},
}
ACTORS: Final = {
    "referral": "Dienst Vermittlung",
    "notification": "Dienst Benachrichtigung",
    "retention": "Löschung nach Fristablauf",
}
