"""Sentences on a deadline for the affected person and for staff alike, so that both read the same."""

from collections.abc import Mapping
from typing import Final

from shared.contracts.vocabulary import DeadlineRule

STILL_POSSIBLE: Final[Mapping[DeadlineRule, str]] = {
    DeadlineRule.STRAFANTRAG: (
        "Wurde der Strafantrag bis dahin gestellt, zum Beispiel gleich mit der Anzeige, ist die Frist gewahrt. Bei"
        " manchen Taten kann die Staatsanwaltschaft auch ohne Antrag ermitteln, jede neue Tat hat eine eigene Frist,"
        " und für andere Antragsberechtigte läuft eine eigene."
    ),
    DeadlineRule.BESCHWERDE: (
        "Eine Dienstaufsichtsbeschwerde hat keine Frist. Wer die Frist ohne eigenes Verschulden versäumt hat, kann"
        " Wiedereinsetzung beantragen (§ 44 StPO), das muss schnell gehen."
    ),
    DeadlineRule.KLAGEERZWINGUNG: (
        "Wer die Frist ohne eigenes Verschulden versäumt hat, kann Wiedereinsetzung beantragen (§ 44 StPO). Das muss"
        " schnell gehen und braucht eine Anwältin oder einen Anwalt."
    ),
    DeadlineRule.AUSKUNFTSSPERRE: "Ein neuer Antrag bei der Meldebehörde ist jederzeit möglich (§ 51 BMG).",
    DeadlineRule.UNFALLANZEIGE: "Die Gemeinde muss den Unfall trotzdem anzeigen, am besten sofort.",
    DeadlineRule.EVIDENCE: "Was jetzt noch zu sehen ist, lässt sich weiter mit Datum und Uhrzeit festhalten.",
    DeadlineRule.PARTNER_RESPONSE: "Fragen Sie bei der Stelle nach, oder schlagen Sie eine andere vor.",
    DeadlineRule.FOLLOWUP_406D: "Bitte fragen Sie jetzt nach: Auskunft nach § 406d StPO gibt es auf Antrag.",
}
"""Sentence on what can still be done once the deadline is over."""

NOT_ANONYMOUS: Final = (
    "Ein Strafantrag geht nicht anonym (§ 158 StPO). Wer anonym bleiben und trotzdem Strafverfolgung möchte, müsste bis"
    " dahin den eigenen Namen nennen."
)
"""Sentence beside a day until which a request for prosecution can be filed."""


def still_possible(rule: DeadlineRule) -> str:
    """One sentence or more on what can still be done; for a rule newer than this release, whom to ask."""
    return STILL_POSSIBLE.get(rule, "Sprechen Sie uns gern an.")
