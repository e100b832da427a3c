"""Needs that often go with the ticked kinds of threat: a hint at the triage, from which the counsellor chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.intake.domain.situation import Situation
from shared.contracts.vocabulary import Need, ThreatKind

OFTEN: Final[Mapping[ThreatKind, tuple[Need, ...]]] = {
    ThreatKind.INSULT: (Need.LEGAL,),
    ThreatKind.DEFAMATION: (Need.LEGAL, Need.EVIDENCE),
    ThreatKind.THREAT: (Need.POLICE_SECURITY, Need.PSYCHOLOGICAL),
    ThreatKind.HATE_POST: (Need.EVIDENCE, Need.DIGITAL_SAFETY, Need.LEGAL),
    ThreatKind.DOXING: (Need.POLICE_SECURITY, Need.DIGITAL_SAFETY),
    ThreatKind.STALKING: (Need.POLICE_SECURITY, Need.PSYCHOLOGICAL, Need.EVIDENCE, Need.LEGAL),
    ThreatKind.COERCION: (Need.POLICE_SECURITY, Need.LEGAL),
    ThreatKind.TRESPASS: (Need.POLICE_SECURITY, Need.LEGAL),
    ThreatKind.PROPERTY_DAMAGE: (Need.POLICE_SECURITY, Need.EVIDENCE),
    ThreatKind.PHYSICAL_ASSAULT: (Need.POLICE_SECURITY, Need.PSYCHOLOGICAL, Need.EVIDENCE),
    ThreatKind.OTHER: (),
    ThreatKind.UNKNOWN: (),
}


@dataclass(frozen=True)
class ProposedNeed:
    """`kinds`: the ticked kinds of threat for which it is proposed."""

    need: Need
    kinds: tuple[ThreatKind, ...]


def proposed_needs(situation: Situation) -> tuple[ProposedNeed, ...]:
    """Returns needs that are not ticked yet, in the order of the list; no police if the person wants none."""
    unwanted = {Need.POLICE_SECURITY} if situation.wishes.no_police else set[Need]()
    open_needs = [each for each in Need if each not in {*situation.needs, *unwanted}]
    found = [ProposedNeed(each, _kinds(each, situation)) for each in open_needs]
    return tuple(each for each in found if each.kinds)


def _kinds(need: Need, situation: Situation) -> tuple[ThreatKind, ...]:
    return tuple(kind for kind in situation.threat_kinds if need in OFTEN[kind])
