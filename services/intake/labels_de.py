"""German labels of intake's own pages; those of the contracts' words are in shared/web/labels_de.py."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from services.intake.domain.consent import Decision
from services.intake.domain.contact import Alone
from services.intake.domain.correction import Assessment, MistakeReason, Truly
from services.intake.domain.emergency import Informed
from services.intake.domain.incident import Escalation, IncidentWay, Offender, ToldBy
from services.intake.domain.inspection import Verdict
from services.intake.domain.new_code import Basis, Because
from services.intake.domain.note import Direction, NoteKind
from services.intake.domain.own_data import IdentityCheck
from services.intake.domain.reading_cause import ReadingCause
from services.intake.domain.retention_period import HoldReason, Obstacle
from services.intake.domain.safe_contact import KnownBy
from shared.contracts.vocabulary import ConsentHow, Person, Reason, TargetGroup
from shared.web.labels_de import options

Options = list[tuple[str, str]]

NO_ANSWER: Final = ("unknown", "Keine Angabe")
FULLER: Final[Mapping[type[StrEnum], Mapping[str, str]]] = {
    Reason: {
        "counselling": "Mir ist etwas passiert, ich suche Hilfe",
        "on_behalf": "Jemand anderem ist etwas passiert",
        "prevention": "Ich möchte vorbeugen",
        "information": "Ich habe eine allgemeine Frage",
        "press": "Ich frage für die Presse",
        "other": "Etwas anderes",
    },
    TargetGroup: {
        "office": "Amt, zum Beispiel Bürgermeisterin oder Landrat",
        "mandate": "Mandat, zum Beispiel im Gemeinderat oder Kreistag",
        "administration": "Verwaltung",
        "candidate": "Kandidatur",
        "other": "Anderes",
    },
    Person: {
        "self": "Mich selbst",
        "family": "Jemanden aus meiner Familie",
        "other": "Eine andere Person",
    },
}
"""Labels of the public form, which asks in fuller words than the desk."""

INFORMED: Final[Mapping[Informed, str]] = {
    Informed.POLICE: "Polizei",
    Informed.RESCUE: "Rettungsdienst",
    Informed.OTHER: "Jemand anderes",
}

ALONE: Final[Mapping[Alone, str]] = {
    Alone.ANOTHER_PERSON: "Es ist eine andere Person",
    Alone.ANOTHER_MATTER: "Es ist dieselbe Person, aber eine andere Sache",
    Alone.UNSURE: "Es ist nicht sicher, ob es dieselbe Person ist",
}
NOTE_KINDS: Final[Mapping[NoteKind, str]] = {
    NoteKind.NOTE: "Notiz",
    NoteKind.CALL: "Anruf",
    NoteKind.LETTER: "Brief",
    NoteKind.IN_PERSON: "Persönliches Gespräch",
    NoteKind.MAIL: "Mail, von Hand",
}
DIRECTIONS: Final[Mapping[Direction, str]] = {
    Direction.FROM_PERSON: "Von der Person",
    Direction.TO_PERSON: "An die Person",
    Direction.INTERNAL: "Intern, ohne die Person",
}

INCIDENT_WAYS: Final[Mapping[IncidentWay, str]] = {
    IncidentWay.IN_PERSON: "Persönlich",
    IncidentWay.PHONE: "Telefon",
    IncidentWay.WRITTEN: "Brief oder Mail",
    IncidentWay.SOCIAL_MEDIA: "Soziale Medien",
    IncidentWay.AT_HOME: "Zu Hause",
    IncidentWay.VANDALISM: "Sachbeschädigung",
    IncidentWay.OTHER: "Anders",
}
OFFENDERS: Final[Mapping[Offender, str]] = {
    Offender.UNKNOWN: "unbekannt",
    Offender.KNOWN: "bekannt",
    Offender.SAME: "dieselbe Person wie bei einem anderen Vorfall",
}
ESCALATIONS: Final[Mapping[Escalation, str]] = {
    Escalation.CLOSER: "Näher als vorher: zum Beispiel erst im Netz, jetzt am Telefon oder vor Ort",
    Escalation.PHYSICAL: "Körperlich: jemand wurde angefasst, bedrängt oder verletzt",
    Escalation.AT_HOME: "Zu Hause, oder bei der Familie",
    Escalation.SHORTER: "In kürzeren Abständen als vorher",
}
"""The rule of escalation, in words that a counsellor ticks."""
TOLD_BY: Final[Mapping[ToldBy, str]] = {
    ToldBy.PERSON: "Die Person hat es erzählt",
    ToldBy.OTHERS: "Von anderen",
}

KNOWN_BY: Final[Mapping[KnownBy, str]] = {
    KnownBy.WORD: "Sie ruft an, und das vereinbarte Wort hat gepasst",
    KnownBy.SAFE_CONTACT: "Ich habe sie über den hinterlegten Weg erreicht",
    KnownBy.IN_PERSON: "Sie ist hier, hat sich ausgewiesen und kennt den Fall",
    KnownBy.FIRST_CALL: "Sie ist noch am Telefon und hat noch keinen eigenen Rückmeldecode",
}

IDENTITY_CHECKS: Final[Mapping[IdentityCheck, str]] = {
    IdentityCheck.WITH_CODE: "Sie hat auf ihrer Seite gefragt, mit ihrem Rückmeldecode",
    IdentityCheck.OVER_SAFE_CONTACT: "Wir haben sie über den hinterlegten Kontaktweg erreicht und gefragt",
    IdentityCheck.IN_PERSON: "Sie ist hier, hat sich ausgewiesen und kennt den Fall",
}

HOLD_REASONS: Final[Mapping[HoldReason, str]] = {
    HoldReason.PROCEEDING: "Ein Verfahren läuft oder steht bevor",
    HoldReason.CLAIMS: "Ansprüche werden geltend gemacht oder abgewehrt",
    HoldReason.ORDER: "Gericht oder Behörde hat die Aufbewahrung angeordnet",
    HoldReason.REQUEST_OF_THE_PERSON: "Die Person braucht die Unterlagen noch",
}
BASES: Final[Mapping[Basis, str]] = {
    Basis.SAFE_CONTACT: "Ich rufe die hinterlegte Nummer an und lese den Code dort vor",
    Basis.WORD: "Die Person ruft an, und das vereinbarte Wort hat gepasst",
}
BECAUSE: Final[Mapping[Because, str]] = {
    Because.TALKED_IT_OVER: "Ja: Wir haben darüber gesprochen, und es spricht nichts dagegen",
    Because.HEARD_THE_CALL: "Ja: Ich habe das Gespräch mitgehört",
    Because.DOUBTS: "Nein: Ich habe Zweifel, dass es die Person ist",
    Because.INCOMPLETE: "Nein: Mir fehlt etwas, bitte noch einmal prüfen",
    Because.DANGER: "Nein: Es könnte die Person gefährden",
}
DECIDED: Final[Mapping[Decision, str]] = {
    "given": "eingewilligt",
    "refused": "abgelehnt",
    "withdrawn": "widerrufen",
}
DECIDED_HOW: Final[Mapping[ConsentHow, str]] = {
    ConsentHow.PAGE: "auf der eigenen Seite",
    ConsentHow.VOICE: "mündlich",
    ConsentHow.WRITING: "schriftlich",
    ConsentHow.OTHER: "auf einem anderen Weg",
    ConsentHow.UNKNOWN: "auf einem Weg, der nicht vermerkt ist",
}
"""Decisions of the person about a partner, as parts of a sentence."""

OBSTACLES: Final[Mapping[Obstacle, str]] = {
    Obstacle.OPEN: "es ist noch offen",
    Obstacle.HOLD: "eine Löschsperre gilt",
    Obstacle.REFERRAL: "eine Vermittlung ist offen",
    Obstacle.PROCEEDING: "ein Verfahren läuft",
    Obstacle.DEADLINE: "eine Frist läuft",
    Obstacle.UNREAD: "eine Nachricht der Person ist ungelesen",
    Obstacle.TASK: "eine Aufgabe ist offen",
    Obstacle.ASSESSMENT: "eine mögliche Datenpanne ist noch nicht geprüft",
}
"""Obstacles to the erasure, as parts of a sentence."""

TRUE_ANSWERS: Final[Mapping[Truly, str]] = {
    "asked": "Die Person hat dazu noch nicht geantwortet: Die Frage ist wieder offen",
    "refused": "Die Person hat abgelehnt",
    "given": "Die Person hatte eingewilligt und hat nicht widerrufen",
}
STILL_REFUSED: Final[list[tuple[Truly, str]]] = [("refused", "Die Person hat abgelehnt, aber nicht für immer")]
MISTAKE_REASONS: Final[Mapping[MistakeReason, str]] = {
    MistakeReason.MISHEARD: "Falsch verstanden, was die Person gesagt hat",
    MistakeReason.WRONG_PARTNER: "Es ging um eine andere Stelle",
    MistakeReason.WRONG_CASE: "Im falschen Fall eingetragen",
    MistakeReason.WRONG_BUTTON: "Falsch gedrückt oder angekreuzt",
    MistakeReason.NOT_HER: "Es sprach nicht die Person selbst",
    MistakeReason.OTHER: "Etwas anderes",
}
ASSESSMENTS: Final[Mapping[Assessment, str]] = {
    Assessment.REPORTED: "Der Aufsichtsbehörde gemeldet",
    Assessment.WITH_OFFICER: "An die oder den Datenschutzbeauftragten gegeben, dort wird entschieden",
    Assessment.NO_RISK: "Voraussichtlich kein Risiko für die Person, deshalb keine Meldung",
}
VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.IN_ORDER: "In Ordnung",
    Verdict.NOT_IN_ORDER: "Nicht in Ordnung",
}
READING_CAUSES: Final[Mapping[ReadingCause, str]] = {
    ReadingCause.INSPECTION: "Prüfung einer Einsicht",
    ReadingCause.SUSPICION: "Verdacht auf eine unbefugte Einsicht",
    ReadingCause.COMPLAINT: "Beschwerde",
    ReadingCause.REQUEST_OF_THE_PERSON: "Die betroffene Person will es wissen",
}


def several_of(kind: type[StrEnum]) -> Options:
    """Returns what may be ticked on the public form; ticking nothing gives no answer."""
    return list(FULLER[kind].items()) if kind in FULLER else options(kind, without=["unknown"])


def one_of(kind: type[StrEnum]) -> Options:
    return [NO_ANSWER, *several_of(kind)]
