"""German labels of the desk's tasks, and what is to be done first for each of them, and where."""

from collections.abc import Mapping
from typing import Final

from services.intake.domain.contact import Contact
from services.intake.domain.task import Task, TaskKind

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
    """Returns what is to be done first, and where.

    A contact without a case has no proceeding and no page of notices.
    """
    said, where = NEXT_STEPS[task.kind]
    if where == "record" and contact.case_id is None:
        where = "file"
    if where == "notices" and str(task.thread) != contact.case_id:
        said, where = "Auf anderem Weg nachfragen", "file"
    if where == "proceedings" and (contact.case_id is None or contact.is_for_prevention):
        said, where = NEXT_STEPS[TaskKind.WROTE]
    return said, ADDRESSES[where].format(contact=contact.id, thread=task.thread, about=task.about)
