"""German labels of intake's own pages; those of the contracts' words are in shared/web/labels_de.py."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from services.intake.domain.contact import Alone, Contact
from services.intake.domain.correction import Assessment, MistakeReason, Truly
from services.intake.domain.emergency import Informed
from services.intake.domain.handover import Decision
from services.intake.domain.incident import Escalation, IncidentWay, Offender, ToldBy
from services.intake.domain.inspection import Verdict
from services.intake.domain.new_code import Basis, Because
from services.intake.domain.note import Direction, NoteKind
from services.intake.domain.own_data import IdentityCheck
from services.intake.domain.reading_cause import ReadingCause
from services.intake.domain.retention_period import HoldReason, Obstacle
from services.intake.domain.safe_contact import KnownBy
from services.intake.domain.task import Task, TaskKind
from shared.contracts.vocabulary import ConsentHow, Person, Reason, TargetGroup
from shared.web.labels_de import options
from shared.web.opening import OPENING_REASONS

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
"""The public form asks in fuller words than the desk."""

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
"""The rule, in words that a counsellor ticks."""
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
"""What the person decided about a partner, as parts of a sentence."""

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
"""What holds up the erasure, as parts of a sentence."""

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
"""What the audit trail of the desk knows, by its word."""
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

FACE_DONE: Final = {
    "nachricht": "Ihre Nachricht ist angekommen.",
    "post": "Was Sie uns über Ihre Post gesagt haben, ist angekommen.",
    "auskunft": "Ihre Bitte um Auskunft ist angekommen. Unten steht, bis wann wir antworten.",
    "loeschen": "Ihr Wunsch ist angekommen. Gelöscht ist noch nichts. Unten steht, was jetzt geschieht.",
    "hilfe": "Danke. Ihre Rückmeldung ist angekommen.",
    "stellen": "Das ist angekommen. Unten steht, was jetzt gilt.",
    "anruf": "Ihre Bitte ist angekommen. Unten steht, was jetzt geschieht.",
    "entwurf-geloescht": "Der Entwurf ist gelöscht.",
    "beweis": "Das ist angekommen. Was genau bei uns liegt, steht unter „Beweise sichern“.",
    "beweis-da": "Genau das haben Sie uns schon gegeben. Es liegt einmal bei uns.",
    "kontakt": "Ihr Kontaktweg ist gespeichert.",
    "wort": "Ihr Wort ist vereinbart. Wir zeigen es niemandem, auch Ihnen nicht. Bitte merken Sie es sich.",
    "kontakt-ende": "Wir schreiben Ihnen nicht mehr. Unsere Antworten lesen Sie hier mit Ihrem Rückmeldecode.",
    "entscheidung": "Ihre Entscheidung ist festgehalten.",
    "termin": "Ihre Antwort ist festgehalten. Wir geben sie an die Stelle weiter.",
    "geklappt": "Danke. Ihre Antwort ist festgehalten.",
    "notiert": "Ab jetzt gilt Ihr neuer Rückmeldecode. Der Code vom Telefon öffnet nichts mehr.",
    "geschlossen": "Ihr Anliegen ist auf diesem Gerät geschlossen. Mit Ihrem Rückmeldecode kommen Sie wieder.",
}
"""What the face says after an act, by the word in the address: it says that something was done, never what it means."""


def several_of(kind: type[StrEnum]) -> Options:
    """What may be ticked on the public form; ticking nothing gives no answer."""
    return list(FULLER[kind].items()) if kind in FULLER else options(kind, without=["unknown"])


def one_of(kind: type[StrEnum]) -> Options:
    return [NO_ANSWER, *several_of(kind)]


TASKS: Final[Mapping[TaskKind, str]] = {
    TaskKind.FIRST_ANSWER: "Erste Antwort geben",
    TaskKind.PRESS: "Anfrage der Presse, für die Leitung",
    TaskKind.GIVEN: "Ihnen übergeben",
    TaskKind.TELL: "Person sagen, wen wir in Lebensgefahr informiert haben",
    TaskKind.WROTE: "Neue Nachricht der Person",
    TaskKind.CALL_BACK: "Zugesagter Rückruf",
    TaskKind.CONSENT_UNANSWERED: "Antwort der Person seit drei Werktagen offen",
    TaskKind.CONSENTED: "Person ist einverstanden, aber es ist noch nicht geschehen",
    TaskKind.REFUSED: "Person lehnt ab",
    TaskKind.WITHDREW: "Person hat die Einwilligung widerrufen",
    TaskKind.NEVER_WITHDREW: "Widerruf war falsch eingetragen, die Hilfe ist trotzdem beendet",
    TaskKind.DECLINED: "Stelle kann nicht helfen",
    TaskKind.RETURNED: "Stelle gibt den Fall zurück",
    TaskKind.FAILED: "Hilfe ist nicht zustande gekommen",
    TaskKind.EXPIRED: "Anfrage ohne Antwort beendet",
    TaskKind.OVERDUE: "Stelle hat nicht rechtzeitig geantwortet",
    TaskKind.QUESTIONED: "Stelle fragt nach, bevor sie entscheidet",
    TaskKind.WAITLISTED: "Stelle hat jetzt keinen Platz, nur eine Warteliste",
    TaskKind.HELPED: "Stelle meldet: Hilfe abgeschlossen",
    TaskKind.CALL: "Person anrufen: Es gibt Neues für sie, oder mit ihr ist etwas zu klären",
    TaskKind.NOT_REACHED: "Benachrichtigung kam nicht an",
    TaskKind.MAYBE_NOT_REACHED: "Benachrichtigung kam zurück, Grund unklar: Vielleicht kam sie nicht an",
    TaskKind.PARTNER_NOT_REACHED: "Eine Nachricht kam bei der Stelle nicht an",
    TaskKind.PARTNER_MAYBE_NOT_REACHED: "Nachricht an die Stelle kam zurück, Grund unklar: Vielleicht kam sie nicht an",
    TaskKind.DEADLINE_NEAR: "Frist läuft bald ab",
    TaskKind.DEADLINE_MISSED: "Frist ist abgelaufen",
    TaskKind.ANSWERED_LATE: "Stelle hat doch noch geantwortet, oder widerspricht",
    TaskKind.PARTNER_MAILED: "Mail als Antwort auf unsere Anfrage an eine Stelle",
    TaskKind.NOT_WORKED: "Person hat sich selbst gemeldet: nicht geklappt",
    TaskKind.ERASURE_NEAR: "Wird bald endgültig gelöscht",
    TaskKind.LETTER: "Person hat Post bekommen: Es kann eine Frist laufen",
    TaskKind.OWN_DATA: "Person verlangt Auskunft über ihre Daten (Art. 15 DSGVO)",
    TaskKind.ERASURE: "Person verlangt, dass ihre Daten gelöscht werden (Art. 17 DSGVO)",
    TaskKind.FEEDBACK: "Person sagt, ob Hilfe ankam",
    TaskKind.CODE_DECIDED: "Neuer Einmalcode: Die zweite Entscheidung liegt vor",
    TaskKind.EVIDENCE: "Neue Beweise",
    TaskKind.CALL_WISHED: "Person bittet um einen Anruf zu dieser Zeit",
    TaskKind.PARTNER_WISH: "Person nennt Stellen, nach denen sie nie oder wieder gefragt werden will",
    TaskKind.APPOINTMENT_UNANSWERED: "Termin einer Stelle ist nah, die Person hat nicht geantwortet",
    TaskKind.APPOINTMENT_TO_TELL: "Stelle schlägt einen Termin vor: der Person sagen",
    TaskKind.NONE_FITS: "Person passt kein Termin der Stelle",
    TaskKind.CAPACITY_ANSWERED: "Stelle hat gesagt, ob Platz ist",
    TaskKind.CAPACITY_LAPSED: "Stelle hat nicht gesagt, ob Platz ist",
    TaskKind.ADDITION_UNWANTED: "Person möchte nicht, dass die Stelle die Ergänzung liest",
    TaskKind.PARTNER_LEFT: "Stelle hilft zurzeit nicht mehr mit: Was dorthin lief, ist beendet",
    TaskKind.NOT_ASKED: "Person hat eingewilligt, aber die Stelle ist noch nicht eingerichtet: Sie wurde nicht gefragt",
}

ADDRESSES: Final[Mapping[str, str]] = {
    "file": "/desk/contacts/{contact}",
    "record": "/desk/cases/{thread}/record",
    "handovers": "/desk/cases/{thread}/handovers",
    "own_data": "/desk/contacts/{contact}/own-data",
    "new_code": "/desk/contacts/{contact}/new-code",
    "referral": "/referral/cases/{thread}/proposals",
    "partner": "/referral/cases/{thread}/proposals#stelle-{about}",
    "proceedings": "/referral/cases/{thread}/proceedings",
    "notices": "/notification/cases/{thread}/notices",
    "deadlines": "/notification/cases/{thread}/deadlines",
}
NEXT_STEPS: Final[Mapping[TaskKind, tuple[str, str]]] = {
    TaskKind.FIRST_ANSWER: ("Lesen und antworten", "file"),
    TaskKind.PRESS: ("Lesen und antworten", "file"),
    TaskKind.GIVEN: ("Ansehen", "file"),
    TaskKind.TELL: ("Ansehen und sagen", "file"),
    TaskKind.WROTE: ("Lesen und antworten", "file"),
    TaskKind.CALL_BACK: ("Anrufen", "file"),
    TaskKind.CONSENT_UNANSWERED: ("Bei der Person nachfragen", "file"),
    TaskKind.CONSENTED: ("Vermittlung ansehen", "referral"),
    TaskKind.REFUSED: ("Andere Stelle vorschlagen", "referral"),
    TaskKind.WITHDREW: ("Vermittlung ansehen", "referral"),
    TaskKind.NEVER_WITHDREW: ("Mit der Person sprechen, dann neu fragen", "handovers"),
    TaskKind.DECLINED: ("Nächste Stelle vorschlagen", "referral"),
    TaskKind.RETURNED: ("Nächste Stelle vorschlagen", "referral"),
    TaskKind.FAILED: ("Nächste Stelle vorschlagen", "referral"),
    TaskKind.EXPIRED: ("Nächste Stelle vorschlagen", "referral"),
    TaskKind.OVERDUE: ("Stelle anrufen oder nächste vorschlagen", "partner"),
    TaskKind.QUESTIONED: ("Frage lesen und beantworten", "partner"),
    TaskKind.WAITLISTED: ("Mit der Person klären: warten oder andere Stelle", "partner"),
    TaskKind.HELPED: ("Abschluss prüfen", "file"),
    TaskKind.CALL: ("Kontaktweg ansehen und anrufen", "file"),
    TaskKind.NOT_REACHED: ("Anders erreichen", "file"),
    TaskKind.MAYBE_NOT_REACHED: ("Nachlesen, dann auf anderem Weg nachfragen", "notices"),
    TaskKind.PARTNER_NOT_REACHED: ("Stelle anrufen", "partner"),
    TaskKind.PARTNER_MAYBE_NOT_REACHED: ("Stelle anrufen", "partner"),
    TaskKind.DEADLINE_NEAR: ("Frist ansehen", "deadlines"),
    TaskKind.DEADLINE_MISSED: ("Frist ansehen", "deadlines"),
    TaskKind.ANSWERED_LATE: ("Antwort ansehen", "partner"),
    TaskKind.PARTNER_MAILED: ("Mail lesen", "partner"),
    TaskKind.NOT_WORKED: ("Andere Stelle vorschlagen", "referral"),
    TaskKind.ERASURE_NEAR: ("Prüfen, ob etwas dagegen spricht", "file"),
    TaskKind.LETTER: ("Post am Verfahren eintragen", "proceedings"),
    TaskKind.OWN_DATA: ("Auskunft erstellen", "own_data"),
    TaskKind.ERASURE: ("Antworten, abschließen und löschen lassen", "file"),
    TaskKind.FEEDBACK: ("Lesen", "file"),
    TaskKind.CODE_DECIDED: ("Entscheidung ansehen", "new_code"),
    TaskKind.EVIDENCE: ("Beweise ansehen", "record"),
    TaskKind.CALL_WISHED: ("Lesen, dann anrufen", "file"),
    TaskKind.PARTNER_WISH: ("Lesen, dann unter Vermittlung eintragen", "file"),
    TaskKind.APPOINTMENT_UNANSWERED: ("Bei der Person nachfragen, Antwort eintragen", "handovers"),
    TaskKind.APPOINTMENT_TO_TELL: ("Termine ansehen, Person fragen, Antwort eintragen", "handovers"),
    TaskKind.NONE_FITS: ("Antwort ansehen, mit Person und Stelle klären", "handovers"),
    TaskKind.CAPACITY_ANSWERED: ("Antwort ansehen", "partner"),
    TaskKind.CAPACITY_LAPSED: ("Stelle anrufen oder eine andere fragen", "partner"),
    TaskKind.ADDITION_UNWANTED: ("Ansehen, und der Stelle ohne diese Angaben antworten", "handovers"),
    TaskKind.PARTNER_LEFT: ("Nächste Stelle vorschlagen", "referral"),
    TaskKind.NOT_ASKED: ("Mit der Person klären: selbst melden oder andere Stelle", "referral"),
}


def next_step(task: Task, contact: Contact) -> tuple[str, str]:
    """What is to be done first, and where. Who is no case has no proceeding, and no page of notices."""
    said, where = NEXT_STEPS[task.kind]
    if where == "record" and contact.case_id is None:
        where = "file"
    if where == "notices" and str(task.thread) != contact.case_id:
        said, where = "Auf anderem Weg nachfragen", "file"
    if where == "proceedings" and (contact.case_id is None or contact.is_for_prevention):
        said, where = NEXT_STEPS[TaskKind.WROTE]
    return said, ADDRESSES[where].format(contact=contact.id, thread=task.thread, about=task.about)


DESK_DONE: Final = {
    "task-done": "Die Aufgabe ist erledigt.",
    "promised": "Der Rückruf ist vorgemerkt. Er steht unter Zu tun.",
    "taken-over": "Sie sind jetzt zuständig.",
    "disclosed": "Das ist festgehalten. Die Aufsicht prüft es im Nachhinein.",
    "way-stated": "Der Kontaktweg gilt ab jetzt. Die Person liest auf ihrer Seite, dass Sie ihn eingetragen haben.",
    "incident-entered": "Der Vorfall steht in der Akte. Die Person sieht ihn dort nicht.",
    "quotes-shown": "Was im Wortlaut da steht, ist für Sie in diesem Fall heute offen.",
    "talk-stated": "Die Angaben zu Vortrag oder Schulung sind gespeichert.",
    "given-to-head": "Das liegt jetzt bei der Leitung. Sie müssen nichts mehr tun.",
    "added-for-head": "Das war schon erfasst und liegt bei der Leitung. Neuer Text steht jetzt dabei.",
    "no-press": "Das wartet wieder im Eingang, als Fall. Dort sehen es alle.",
    "noted": "Die Notiz steht in der Akte. Die Person sieht sie nicht.",
    "draft-kept": "Ihr Entwurf ist gesichert. Nur Sie sehen ihn, höchstens 24 Stunden.",
    "draft-discarded": "Der Entwurf ist gelöscht.",
    "told": "Die Person kann jetzt lesen, dass wir jemanden informiert haben.",
    "reviewed": "Die Prüfung ist festgehalten.",
    "given": "Das ist übergeben. Wer jetzt zuständig ist, hat eine Aufgabe dazu.",
    "given-back": "Das wartet wieder im Eingang. Dort sehen es alle.",
    "away": "Die Abwesenheit ist eingetragen. Was offen ist, hat an diesen Tagen die Vertretung.",
    "back": "Die Abwesenheit ist beendet. Was die Vertretung hatte, ist wieder da.",
    "closed": "Das ist abgeschlossen.",
    "reopened": "Das ist wieder offen, und Sie sind zuständig.",
    "made-a-case": "Aus dem Anliegen ist ein Fall geworden.",
    "referred-for-prevention": "Sie können jetzt eine Stelle vorschlagen. Ein Fall ist es nicht.",
    "answered": "Ihre Antwort ist gesendet. Die Person liest sie mit ihrem Rückmeldecode.",
    "answered-unread": (
        "Ihre Antwort liegt bereit, aber die Person weiß es nicht: Sie hat keinen Rückmeldecode. "
        "Die Aufgabe bleibt, bis Sie sie anders erreichen und es hier festhalten."
    ),
    "triaged": "Die Einschätzung ist gespeichert.",
    "asked": "Die Person ist um ihre Einwilligung gebeten.",
    "corrected": "Berichtigt. Die Person liest es auf ihrer Seite.",
    "assessed": "Die Prüfung ist festgehalten.",
    "taken-back": "Die Frage ist zurückgenommen. Sie können neu fragen.",
    "arrangement-answered": "Die Antwort der Person ist vermerkt. Die Stelle liest sie auf ihrer Seite.",
    "decided": "Die Entscheidung der Person ist vermerkt.",
    "recorded": "Das ist erfasst.",
    "joined": "Das steht jetzt in der Akte dieses Falls. Ein neues Anliegen ist nicht entstanden.",
    "recorded-before": (
        "Das war schon erfasst. Neuer Text und ein neuer Kontaktweg stehen jetzt dabei. Alles andere ist wie vorher: "
        "Die Einschätzung ändern Sie hier."
    ),
    "silent-recorded": "Der Anruf ist gezählt und abgeschlossen.",
    "erased": "Das ist endgültig gelöscht.",
    "held": "Die Löschsperre gilt. Wer selbst betroffen ist, kann sie auf der eigenen Seite lesen.",
    "hold-lifted": "Die Löschsperre ist aufgehoben.",
    "word-agreed": "Das Wort ist vereinbart. Es wird niemandem angezeigt.",
    "related": "Die Fälle sind verknüpft. Beide zeigen es dem Team, den Personen nicht.",
    "separated": "Die Verknüpfung ist aufgehoben.",
    "checked": "Der Versuch ist festgehalten. Unten steht, ob das Wort gepasst hat.",
    "new-code-asked": "Das steht jetzt bei allen anderen unter Zu tun. Einen Code gibt es erst nach dem Ja.",
    "new-code-decided": "Ihre Entscheidung ist festgehalten. Wer gefragt hat, sieht sie unter Zu tun.",
    "opened": "Der Fall ist für eine halbe Stunde geöffnet.",
    "opening-ended": "Die Einsicht ist beendet. Wer noch einmal hineinsieht, braucht wieder einen Grund.",
    "linked": "Die Meldung ist mit dem Fall verknüpft. Das sieht nur das Team.",
    "unlinked": "Die Verknüpfung ist gelöst.",
    "joined-to": "Das ist zugeordnet. Was unter diesem Code kommt, sehen Sie auch im Fall.",
    "parted": "Die Zuordnung ist aufgehoben. Es ist wieder ein eigenes Anliegen.",
    "inspected": "Die Prüfung ist festgehalten.",
}
"""What a page says after an act, by the word in its address."""
