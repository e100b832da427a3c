"""A deadline in German for counsellors: whether it runs, why not, whom it obliges, what it was computed from."""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from services.notification.domain.deadlines import Deadline
from shared.contracts.vocabulary import DeadlineRule, Land
from shared.deadlines.circumstances import Role
from shared.deadlines.rules import RULES, Obliged, RuleName, StandsStill
from shared.web.deadlines_de import NOT_ANONYMOUS, still_possible
from shared.web.labels_de import word
from shared.web.pages import day

Phase = Literal["running", "passed", "done", "still"]

REMINDER: Final = "Eine Erinnerung mit Quelle, keine Rechtsberatung."
ROLES: Final[dict[Role, str]] = {
    "self": "betroffene Person",
    "superior": "Dienstvorgesetzte",
    "supervisory": "Rechtsaufsicht",
    "other": "weitere Antragsberechtigte",
    "unknown": "Antragsberechtigte",
}
OBLIGED: Final[dict[Obliged, str]] = {
    "entitled": "die antragsberechtigte Person oder Stelle",
    "affected": "die betroffene Person",
    "municipality": "die Gemeinde",
    "counsellor": "die Beratung",
    "partner": "die angefragte Stelle",
}
WHY_IT_STANDS_STILL: Final[dict[StandsStill, str]] = {
    "offender_unknown": "läuft nicht: Täter unbekannt",
    "no_request_needed": "läuft nicht: Verfolgung von Amts wegen, kein Antrag nötig",
    "superior_may_not_file": "läuft nicht: bei diesem Delikt nicht antragsberechtigt",
    "conciliation_pending": "ruht: Sühneversuch läuft, bis zur Bescheinigung",
    "not_instructed": "läuft nicht, weil keine Belehrung über die Beschwerde bekannt ist",
    "private_action_only": "läuft nicht, weil auf den Privatklageweg verwiesen wurde; die Privatklage bleibt möglich",
    "no_complaint_open": "läuft nicht, weil es gegen diese Art der Einstellung keine Beschwerde mit Frist gibt",
    "not_reportable": "läuft nicht, weil erst mehr als drei Tage Arbeitsunfähigkeit oder ein Todesfall anzuzeigen ist",
    "proceeding_over": "läuft nicht, weil das Verfahren beendet oder eingestellt ist",
    "request_filed": "erledigt: Antrag gestellt",
    "complaint_filed": "erledigt: Beschwerde eingelegt",
    "court_application_filed": "erledigt: Antrag beim Gericht gestellt",
    "accident_reported": "erledigt: Unfall angezeigt",
    "evidence_secured": "erledigt: Beweise gesichert",
    "partner_answered": "erledigt: Stelle hat geantwortet",
}
OVER: Final = "abgelaufen"
ONLY_IF: Final[dict[RuleName, str]] = {
    "unfallanzeige": "Gilt nur bei mehr als drei Tagen Arbeitsunfähigkeit oder bei einem Todesfall.",
    "klageerzwingung": "Der Antrag geht an das Oberlandesgericht und braucht die Unterschrift einer Anwältin oder"
    " eines Anwalts.",
    "auskunftssperre": "Wer länger Schutz braucht, beantragt die Verlängerung vorher.",
}
"""The conditions that must be known beside the dates."""
STARTS: Final[dict[RuleName, str]] = {
    "beschwerde": "Einstellung mit Belehrung mitgeteilt am",
    "klageerzwingung": "Bescheid der Generalstaatsanwaltschaft vom",
    "auskunftssperre": "Sperre eingetragen am",
    "unfallanzeige": "Der Gemeinde bekannt seit",
    "evidence": "Beweise gesehen am",
    "partner_response": "Anfrage übermittelt am",
    "followup_406d": "Letzte Nachricht vom",
}
OFFENDERS: Final = {
    "offender-2": ", zweiter Täter",
    "offender-3": ", dritter Täter",
    "offender-4": ", vierter Täter",
    "offender-unknown": ", unbekannte weitere Täter",
}
"""The ends of the titles of all deadlines but the first offender's, by the reference that referral gives."""
OTHER_OFFENCES: Final = {"other": "anderes Delikt", "unknown": "Delikt noch offen"}
UNKNOWN_LAND: Final = (
    "nicht bekannt: zu handeln ist bis zum frühesten Datum aller Länder, gesetzliches Ende ist das späteste"
)
OF_THE_HOUSE: Final[frozenset[RuleName]] = frozenset({"evidence", "partner_response", "followup_406d"})
"""Rules without a norm: no law says by when, so such a period has no legal end."""
STATUTES: Final = {"stgb": "StGB", "kug": "KUG"}


def title(deadline: Deadline) -> str:
    name = word(DeadlineRule(deadline.rule))
    if deadline.entitled is None:
        return name
    return f"{name}: {ROLES[deadline.entitled.role]}{OFFENDERS.get(deadline.offender_ref, '')}"


def phase(deadline: Deadline, today: date) -> Phase:
    if deadline.stands_still is not None:
        return "done" if deadline.is_met else "still"
    is_over = deadline.dates is not None and deadline.dates.legal_on < today
    return "passed" if is_over or deadline.missed_on is not None else "running"


def sentence(deadline: Deadline, today: date) -> str:
    if deadline.stands_still is not None:
        return WHY_IT_STANDS_STILL[deadline.stands_still]
    return OVER if phase(deadline, today) == "passed" else "läuft"


def advice(deadline: Deadline, today: date) -> list[str]:
    """Returns what can still be done once it is over; while it runs, what must be known beside its dates."""
    match phase(deadline, today):
        case "passed":
            return [still_possible(DeadlineRule(deadline.rule))]
        case "running":
            is_own_request = deadline.entitled is not None and deadline.entitled.role == "self"
            known = ONLY_IF.get(deadline.rule, NOT_ANONYMOUS if is_own_request else "")
            return [known] if known else []
        case _:
            return []


def grounds(deadline: Deadline) -> list[tuple[str, str]]:
    """Returns label and value of all that the dates were computed from."""
    rule, inputs = RULES[deadline.rule], deadline.inputs
    norm = ("Regel", f"{rule.norm}, Rechtsstand {deadline.law_version}")
    return [norm, ("Handeln muss", OBLIGED[rule.obliges]), *_days(deadline), *_land(inputs.land, rule.is_local)]


def offences(codes: Iterable[str]) -> str:
    return ", ".join(map(_offence, codes)) or OTHER_OFFENCES["unknown"]


def _days(deadline: Deadline) -> list[tuple[str, str]]:
    inputs = deadline.inputs
    if deadline.rule != "strafantrag":
        return [(STARTS[deadline.rule], day(inputs.starts_on) if inputs.starts_on else "nicht bekannt")]
    return [
        ("Von der Tat erfahren am", day(inputs.act_known_on) if inputs.act_known_on else "nicht bekannt"),
        ("Täter bekannt seit", day(inputs.offender_known_on) if inputs.offender_known_on else "nicht bekannt"),
    ]


def _land(land: str | None, counts: bool) -> list[tuple[str, str]]:
    if not counts:
        return []
    return [("Land der Behörde", word(Land(land)) if land else UNKNOWN_LAND)]


def _offence(code: str) -> str:
    statute, _, number = code.partition("_")
    if statute in STATUTES:
        return f"§ {number} {STATUTES[statute]}"
    return OTHER_OFFENCES.get(code, OTHER_OFFENCES["other"])
