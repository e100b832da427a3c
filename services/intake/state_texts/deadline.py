"""The states of a deadline, for each rule. `{day}` is the last safe day, `{over}` the day on which it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.intake.state_texts.cells import Row, row
from shared.contracts.vocabulary import DeadlineRule

CALL: Final = "Möchten Sie das besprechen, schreiben Sie uns hier, je früher, desto besser."

DEADLINE: Final[Mapping[str, Row]] = {
    "deadline": row(
        "Es läuft eine Frist für {what}: bis {day}.",
        "{means}",
        CALL,
        "Frist: {rule} bis {day}.",
    ),
    "deadline_near": row(
        "Die Frist für {what} endet bald: am {day}.",
        "{means}",
        "Wenn Sie noch nicht entschieden haben, schreiben Sie uns bitte heute.",
        "Die Frist rückt näher: {rule} bis {day}.",
    ),
    "deadline_passed": row(
        "Der letzte sichere Tag der Frist für {what} ist vorbei: {day}.",
        "Manchmal bleibt danach noch etwas Zeit, etwa nach einem Feiertag. Sicher ist das nicht.",
        "Bitte handeln Sie sofort, oder schreiben Sie uns sofort.",
        "Letzter sicherer Tag vorbei: {rule}, {day}.",
    ),
    "deadline_met": row(
        "Die Frist für {what} ist eingehalten.",
        "Dafür müssen Sie nichts mehr tun.",
        "Wie es weitergeht, lesen Sie hier.",
        "Frist eingehalten: {rule}.",
    ),
    "deadline_missed": row(
        "Die Frist für {what} ist nach unseren Angaben{over} abgelaufen.",
        "{possible}",
        "Sprechen Sie uns an.",
        "Die Frist ist vorbei: {rule}. {possible}",
    ),
    "deadline_cancelled": row(
        "Die Frist für {what} gilt nicht mehr.",
        "Nach dem, was wir jetzt wissen, läuft sie nicht.",
        "Ändert sich das, lesen Sie es hier.",
        "Diese Frist gilt nicht mehr: {rule}.",
    ),
}


@dataclass(frozen=True)
class Matter:
    """What the deadline is for, after `für`, and what has to be done until then."""

    what: str
    means: str


MATTERS: Final[Mapping[DeadlineRule, Matter]] = {
    DeadlineRule.STRAFANTRAG: Matter(
        "Ihren Strafantrag",
        "Bis dahin können Sie verlangen, dass die Tat verfolgt wird. {not_anonymous}",
    ),
    DeadlineRule.BESCHWERDE: Matter(
        "Ihre Beschwerde gegen die Einstellung",
        "Bis dahin muss Ihre Beschwerde bei der Staatsanwaltschaft sein (§ 172 StPO).",
    ),
    DeadlineRule.KLAGEERZWINGUNG: Matter(
        "einen Antrag beim Oberlandesgericht",
        "Dafür brauchen Sie eine Anwältin oder einen Anwalt (§ 172 StPO).",
    ),
    DeadlineRule.AUSKUNFTSSPERRE: Matter(
        "die Verlängerung Ihrer Auskunftssperre",
        "Danach kann das Meldeamt Ihre Anschrift wieder herausgeben. Beantragen Sie die Verlängerung vorher "
        "(§ 51 BMG).",
    ),
    DeadlineRule.UNFALLANZEIGE: Matter(
        "die Unfallanzeige Ihrer Gemeinde",
        "Anzeigen muss die Gemeinde, nicht Sie. Fragen Sie dort nach, ob es geschehen ist (§ 193 SGB VII).",
    ),
    DeadlineRule.VERJAEHRUNG: Matter("die Verfolgung der Tat", "Danach kann die Tat nicht mehr verfolgt werden."),
    DeadlineRule.EVIDENCE: Matter(
        "das Sichern der Beweise",
        "Im Netz verschwindet vieles schnell. Halten Sie fest, was Sie sehen, mit Adresse, Datum und Uhrzeit.",
    ),
    DeadlineRule.PARTNER_RESPONSE: Matter("die Antwort der Stelle", "Antworten muss die Stelle, nicht Sie."),
    DeadlineRule.FOLLOWUP_406D: Matter("unsere Nachfrage", "Nachfragen ist unsere Sache, Sie müssen nichts tun."),
    DeadlineRule.OTHER: Matter("etwas anderes", "Worum es geht, erklären wir Ihnen gern."),
    DeadlineRule.UNKNOWN: Matter("etwas Wichtiges", "Fragen Sie uns, worum es geht."),
}
