"""The steps of a case in German as the person reads them: plain, coarse, without a reproach."""

from collections.abc import Mapping
from typing import Final

from services.intake.domain.progress import Progress, Step
from shared.contracts.vocabulary import DeadlineRule
from shared.web.deadlines_de import NOT_ANONYMOUS, still_possible
from shared.web.labels_de import word
from shared.web.pages import day

TEXTS: Final[Mapping[Step, str]] = {
    "taken_over": "Eine Beraterin oder ein Berater kümmert sich um Ihr Anliegen.",
    "named": "Sie möchten sich selbst melden: {partner}. Wie Sie die Stelle erreichen, steht auf dieser Seite oben.",
    "sent": "{partner} wurde um Hilfe gebeten.",
    "delivered": "{partner} hat Ihre Angaben angesehen.",
    "accepted": "{partner} hat zugesagt zu helfen.",
    "declined": "{partner} kann nicht helfen. Wir suchen mit Ihnen eine andere Stelle.",
    "contacted": "{partner} hat Verbindung mit Ihnen aufgenommen.",
    "completed": "{partner} hat die Hilfe abgeschlossen.",
    "returned": "{partner} hat den Auftrag zurückgegeben. Wir suchen mit Ihnen eine andere Stelle.",
    "failed": "Die Hilfe durch {partner} kam nicht zustande. Wir melden uns bei Ihnen.",
    "overdue": "{partner} hat noch nicht geantwortet. Wir fragen nach.",
    "expired": "{partner} hat nicht geantwortet. Wir suchen mit Ihnen eine andere Stelle.",
    "recalled": "Die Vermittlung an {partner} ist zurückgenommen.",
    "proceeding": "Strafverfahren: {proceeding}.{clock}",
    "deadline": "Frist: {rule} bis {act_by}.{anonymity}",
    "deadline_near": "Die Frist rückt näher: {rule} bis {act_by}.{anonymity}",
    "deadline_met": "Frist eingehalten: {rule}.",
    "deadline_missed": "Die Frist ist vorbei: {rule}. {possible}",
    "deadline_cancelled": "Diese Frist gilt nicht mehr: {rule}.",
    "not_reached": "Über Ihren Kontaktweg haben wir Sie nicht erreicht. Schreiben Sie uns gern hier.",
    "closed": "Ihr Anliegen ist abgeschlossen. Sie können uns hier weiter schreiben.",
    "reopened": "Ihr Anliegen ist wieder offen.",
}
NOT_RUNNING: Final = " Die Frist für den Strafantrag läuft nicht: Täter unbekannt."


def progress_text(step: Progress) -> str:
    return TEXTS[step.step].format(
        partner=step.partner or "Eine Stelle",
        proceeding=word(step.proceeding) if step.proceeding else "",
        clock="" if step.offender_known else NOT_RUNNING,
        rule=word(step.rule) if step.rule else "",
        act_by=day(step.act_by) if step.act_by else "",
        anonymity=f" {NOT_ANONYMOUS}" if step.rule is DeadlineRule.STRAFANTRAG else "",
        possible=still_possible(step.rule) if step.rule else "",
    )
