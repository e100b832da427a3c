"""Prevention: a person to whom nothing happened is referred to a partner, as a contact with referrals but no case.

It has a case's record of the purpose `prevention`, because hand-over, consent and referral belong to one. No act, no
evidence and no proceeding is kept or passed on there, and it is counted as no case (decision 113).
"""

from collections.abc import Collection
from typing import Final

from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.situation import Situation
from shared.contracts.vocabulary import ConsentItem, Land, MunicipalityKind, Need, Purpose, TargetGroup, Urgency
from shared.errors import Conflict, Invalid

ITEMS: Final = (
    ConsentItem.NAME,
    ConsentItem.CONTACT,
    ConsentItem.OFFICE,
    ConsentItem.MUNICIPALITY,
    ConsentItem.ACCOUNT,
)
"""Items that a partner may learn: who asks, how to reach them, and for what."""
NEEDS: Final = tuple(need for need in Need if need not in (Need.PROSECUTION, Need.EVIDENCE, Need.UNKNOWN))
"""Needs that are possible before anything happened."""
OF_AN_ACT: Final = frozenset(
    {"threat_kinds", "reported_to_police", Need.PROSECUTION.value, Need.EVIDENCE.value, Urgency.IMMEDIATE.value}
)
"""Fields of the situation that nobody is asked while nothing happened, and answers that are not offered."""

IS_A_CASE: Final = (
    "Hier geht es um Vorbeugung. Ist etwas geschehen oder droht Gefahr, machen Sie bitte zuerst einen Fall daraus. "
    "Gespeichert ist nichts."
)
NOTHING_OF_AN_ACT: Final = (
    "Bitte bestätigen Sie, dass darin nichts von einer Tat steht. Hat die Person von einer Tat erzählt, machen Sie "
    "zuerst einen Fall daraus. Gefragt ist noch niemand."
)
HAS_INCIDENTS: Final = (
    "Hier steht ein Vorfall in der Akte. Dann ist etwas geschehen: Machen Sie bitte einen Fall daraus. Vermittelt ist "
    "noch nichts."
)
OTHER_ITEMS: Final = (
    "Zur Vorbeugung geben wir nur Name, Kontaktweg, Amt, Kommune und das Anliegen weiter. Gefragt ist noch niemand."
)


def situation(land: Land, needs: Collection[Need], group: TargetGroup, kind: MunicipalityKind) -> Situation:
    """Returns a situation of routine urgency: nothing presses if nothing happened."""
    return Situation(land=land, needs=tuple(needs), target_group=group, municipality_kind=kind, urgency=Urgency.ROUTINE)


def refuse_incidents(incidents: int) -> None:
    """Raises Conflict if an incident is written down already."""
    if incidents:
        raise Conflict("not-in-this-state", HAS_INCIDENTS)


def refuse_incident(of: Contact) -> None:
    """Raises Conflict for prevention, until it is a case: nothing happened there."""
    if of.is_for_prevention:
        raise Conflict("not-in-this-state", IS_A_CASE)


def refuse_act(of: Case, told: Situation) -> None:
    """Raises Conflict if the situation of a case kept for prevention would tell of an act or of danger."""
    needs_one = not set(told.needs) <= set(NEEDS)
    tells = told.threat_kinds or told.reported_to_police or told.urgency is Urgency.IMMEDIATE or needs_one
    if of.purpose is Purpose.PREVENTION and tells:
        raise Conflict("not-in-this-state", IS_A_CASE)


def refuse_asking(of: Case, items: Collection[ConsentItem], *, tells_no_act: bool) -> None:
    """Raises Invalid before the person is asked for something that must not be passed on for prevention.

    That is any item outside ITEMS, or texts that the counsellor did not confirm to tell of no act. Nothing is raised
    for a real case, or for a cold hand-over, which passes nothing on.
    """
    if of.purpose is not Purpose.PREVENTION or not items:
        return
    if not set(items) <= set(ITEMS):
        raise Invalid("wrong-value", OTHER_ITEMS)
    if not tells_no_act:
        raise Invalid("wrong-value", NOTHING_OF_AN_ACT)
