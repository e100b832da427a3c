"""The progress of a hand-over, as one line for each partner."""

from collections.abc import Mapping
from typing import Final

from services.intake.domain.consent import Standing
from services.intake.domain.handover import Handover, Worked
from services.intake.domain.progress import Step

Stage = tuple[str, bool]
"""The name of a stage, and whether it was reached."""

WAY: Final = ("gefragt", "eingewilligt", "übermittelt", "angenommen", "abgeschlossen")
COLD_WAY: Final = ("gefragt", "möchte sich selbst melden", "Kontakt genannt", "hat geklappt")
REACHED: Final[Mapping[Step, int]] = {
    "sent": 3,
    "delivered": 3,
    "questioned": 3,
    "informed": 3,
    "waitlisted": 3,
    "overdue": 3,
    "accepted": 4,
    "contacted": 4,
    "completed": 5,
}
"""Number of stages that are reached, by the referral's last step."""

CONSENTED: Final[Mapping[Standing, int]] = {"asked": 1, "given": 2, "refused": 1, "withdrawn": 1, "lapsed": 1}
RECALLED: Final = "zurückgezogen"
ENDS: Final[Mapping[Step, str]] = {
    "declined": "abgesagt",
    "expired": "ohne Antwort beendet",
    "returned": "zurückgegeben",
    "failed": "nicht zustande gekommen",
    "recalled": RECALLED,
    "not_asked": "nicht übermittelt",
    "never_sent": "nicht übermittelt",
}
NOTHING_SENT: Final[frozenset[Step]] = frozenset({"not_asked", "never_sent"})
NOT_GIVEN: Final[Mapping[Standing, str]] = {
    "refused": "von der Person abgelehnt",
    "withdrawn": "von der Person widerrufen",
    "lapsed": "nicht mehr gefragt",
}


WORKED: Final[Mapping[Worked, str]] = {
    "yes": "hat geklappt",
    "no": "hat nicht geklappt",
    "not_yet": "noch nicht gemeldet",
}


def cold_stages(handover: Handover, standing: Standing) -> list[Stage]:
    """Returns the stages of a cold hand-over; the last one is the person's own account."""
    if end := NOT_GIVEN.get(standing):
        passed = (3 if handover.named_at else 2) if standing == "withdrawn" else 1
        return [(said, True) for said in (*COLD_WAY[:passed], end)]
    reached = 3 if handover.named_at else CONSENTED[standing]
    known = [(said, n < reached) for n, said in enumerate(COLD_WAY[:3])]
    return [*known, (WORKED[handover.worked], True) if handover.worked else (COLD_WAY[3], False)]


def stages(standing: Standing, step: Step | None, *, accepted: bool = False) -> list[Stage]:
    """Returns the stages. `step`: the last one of the referral that followed; `accepted`: whether the partner ever did.

    A referral that ended otherwise shows its end in place of the stages that never come. After a withdrawal, the stages
    that were reached stay shown, because the partner keeps what it knows.
    """
    if standing == "withdrawn":
        before = [stage for stage in stages("given", step, accepted=accepted) if stage[1] and stage[0] != RECALLED]
        return [*before, (NOT_GIVEN[standing], True)]
    if end := NOT_GIVEN.get(standing):
        return [(said, True) for said in (WAY[0], end)]
    if end := ENDS.get(step) if step else None:
        return [(said, True) for said in (*WAY[: 2 if step in NOTHING_SENT else 4 if accepted else 3], end)]
    reached = REACHED.get(step, 0) if step else CONSENTED[standing]
    return [(said, n < reached) for n, said in enumerate(WAY)]
