"""The states of a deadline, for each rule. `{day}`: the last safe day; `{over}`: the day on which it ended.

`{then}` depends on the rule: what the person can do alone, once the end is so near that they must not wait for us.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.intake.state_texts.cells import Row, row
from services.intake.state_texts.letter import ONE_SENTENCE, ONE_SENTENCE_TODAY, PERHAPS_LATER
from shared.contracts.vocabulary import DeadlineRule

LAST_DAYS: Final = timedelta(days=3)
"""Time before the last safe day in which `late` is shown; earlier there is time for an answer."""
WRITE_TODAY: Final = "Wenn Sie noch nicht entschieden haben, schreiben Sie uns bitte heute."
CALL: Final = "Möchten Sie das besprechen, schreiben Sie uns hier, je früher, desto besser."

DEADLINE: Final[Mapping[str, Row]] = {
    "deadline": row(
        "Es läuft eine Frist für {what}: bis {day}.",
        "{means}",
        "{then}",
        "Frist: {rule} bis {day}.",
    ),
    "deadline_near": row(
        "Die Frist für {what} endet bald: am {day}.",
        "{means}",
        "{then}",
        "Die Frist rückt näher: {rule} bis {day}.",
    ),
    "deadline_passed": row(
        "Der letzte sichere Tag der Frist für {what} ist vorbei: {day}.",
        "{still}",
        "{then}",
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
    """The subject of a deadline. `what`: its name, to follow `für`; `means`: what has to be done until then.

    Texts for what the person can do alone: `late` in the last days, `passed` after the last safe day if that differs,
    `soon` while it is near and there is time for an answer. `still`: what it means that the last safe day is over.
    """

    what: str
    means: str
    late: str
    passed: str | None = None
    soon: str = WRITE_TODAY
    still: str = PERHAPS_LATER


NOTHING_TO_DO: Final = "Sie müssen nichts tun."
MATTERS: Final[Mapping[DeadlineRule, Matter]] = {
    DeadlineRule.STRAFANTRAG: Matter(
        "Ihren Strafantrag",
        "Bis dahin können Sie verlangen, dass die Tat verfolgt wird. {not_anonymous}",
        late="Möchten Sie, dass die Tat verfolgt wird, gehen Sie heute noch zur Polizei, und sagen Sie dort, dass Sie "
        "Strafantrag stellen. Lassen Sie sich das schriftlich geben. Warten Sie nicht auf unsere Antwort.",
    ),
    DeadlineRule.BESCHWERDE: Matter(
        "Ihre Beschwerde gegen die Einstellung",
        "Bis dahin muss Ihre Beschwerde bei der Staatsanwaltschaft sein (§ 172 StPO).",
        late=ONE_SENTENCE,
        passed=ONE_SENTENCE_TODAY,
    ),
    DeadlineRule.KLAGEERZWINGUNG: Matter(
        "einen Antrag beim Oberlandesgericht",
        "Dafür brauchen Sie eine Anwältin oder einen Anwalt (§ 172 StPO).",
        late="Rufen Sie heute eine Anwältin oder einen Anwalt an.",
        soon="Rufen Sie bald eine Anwältin oder einen Anwalt an: Der Antrag braucht Zeit.",
    ),
    DeadlineRule.AUSKUNFTSSPERRE: Matter(
        "die Verlängerung Ihrer Auskunftssperre",
        "Danach kann das Meldeamt Ihre Anschrift wieder herausgeben. Beantragen Sie die Verlängerung vorher "
        "(§ 51 BMG).",
        late="Beantragen Sie die Verlängerung heute bei der Meldebehörde.",
        soon=CALL,
        still="Ist die Sperre zu Ende, kann das Meldeamt Ihre Anschrift wieder herausgeben (§ 51 BMG).",
    ),
    DeadlineRule.UNFALLANZEIGE: Matter(
        "die Unfallanzeige Ihrer Gemeinde",
        "Anzeigen muss die Gemeinde, nicht Sie. Fragen Sie dort nach, ob es geschehen ist (§ 193 SGB VII).",
        late="Sie müssen nichts entscheiden.",
        passed="Sie müssen nichts entscheiden. Fragen Sie bei der Gemeinde nach, ob sie den Unfall angezeigt hat.",
        soon="Sie müssen nichts entscheiden.",
        still="Anzeigen muss die Gemeinde, nicht Sie (§ 193 SGB VII).",
    ),
    DeadlineRule.VERJAEHRUNG: Matter(
        "die Verfolgung der Tat",
        "Danach kann die Tat nicht mehr verfolgt werden.",
        late="Rufen Sie heute uns oder eine Anwältin oder einen Anwalt an.",
    ),
    DeadlineRule.EVIDENCE: Matter(
        "das Sichern der Beweise",
        "Im Netz verschwindet vieles schnell. Halten Sie fest, was Sie sehen, mit Adresse, Datum und Uhrzeit.",
        late="Was noch zu sehen ist, lässt sich auch jetzt festhalten.",
        soon=CALL,
    ),
    DeadlineRule.PARTNER_RESPONSE: Matter(
        "die Antwort der Stelle", "Antworten muss die Stelle, nicht Sie.", late=NOTHING_TO_DO, soon=NOTHING_TO_DO
    ),
    DeadlineRule.FOLLOWUP_406D: Matter(
        "unsere Nachfrage", "Nachfragen ist unsere Sache.", late=NOTHING_TO_DO, soon=NOTHING_TO_DO
    ),
    DeadlineRule.OTHER: Matter(
        "etwas anderes", "Worum es geht, erklären wir Ihnen gern.", late="Bitte rufen Sie uns heute an.", soon=CALL
    ),
    DeadlineRule.UNKNOWN: Matter(
        "etwas Wichtiges", "Fragen Sie uns, worum es geht.", late="Bitte rufen Sie uns heute an.", soon=CALL
    ),
}


def what_to_do(state: str, rule: DeadlineRule, act_by: date | None, today: date) -> str:
    """Returns the text for a running deadline in the shown `state`. One that is near and has no day counts as late."""
    matter = MATTERS[rule]
    if state == "deadline_passed":
        return matter.passed or matter.late
    is_late = state == "deadline_near" if act_by is None else act_by - today <= LAST_DAYS
    return matter.late if is_late else CALL if state == "deadline" else matter.soon
