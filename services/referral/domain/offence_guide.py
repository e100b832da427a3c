"""Finds the offences that facts may be, whether a request to prosecute is needed and who may file one.

Law as of August 2026: StGB §§ 77 to 77d, 111 to 303, KUG § 33, StPO §§ 158, 374. A hint where to look, no legal advice.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from services.referral.domain.question import MatchingInput
from shared.contracts.vocabulary import EntitledRole, Offence, Person, TargetGroup, ThreatKind
from shared.offences import OFFENCES, Need


class Happened(StrEnum):
    """A fact that the counsellor ticks."""

    INSULTED = "insulted"
    UNPROVEN_CLAIM = "unproven_claim"
    KNOWN_LIE = "known_lie"
    THREATENED_WITH_FELONY = "threatened_with_felony"
    THREATENED_WITH_HARM = "threatened_with_harm"
    THREATENED_WITH_ASSAULT = "threatened_with_assault"
    CALLED_FOR_CRIMES = "called_for_crimes"
    THREATENED_PUBLIC = "threatened_public"
    CRIME_APPROVED = "crime_approved"
    HATE_AGAINST_GROUP = "hate_against_group"
    PERSONAL_DATA_SPREAD = "personal_data_spread"
    PURSUED = "pursued"
    FORCED = "forced"
    ENTERED = "entered"
    ENTERED_OFFICE = "entered_office"
    DAMAGED = "damaged"
    DAMAGED_OF_THE_MUNICIPALITY = "damaged_of_the_municipality"
    HURT = "hurt"
    HURT_BY_CARELESSNESS = "hurt_by_carelessness"
    RESISTED = "resisted"
    ATTACKED_ON_DUTY = "attacked_on_duty"
    HELPER_HINDERED = "helper_hindered"
    SPEECH_RECORDED = "speech_recorded"
    PRIVATE_PICTURE = "private_picture"
    PICTURE_PUBLISHED = "picture_published"
    LETTER_OPENED = "letter_opened"
    ACCOUNT_OPENED = "account_opened"
    DATA_INTERCEPTED = "data_intercepted"
    STOLEN_DATA_PASSED_ON = "stolen_data_passed_on"


class Circumstance(StrEnum):
    """The affected person's position and how it happened, as far as the law asks.

    `in_office`: an official in the sense of § 11 (1) no. 2 StGB. A mandate alone makes none (BGH, 9 May 2006, 5 StR
    453/05), unless tasks of the administration were entrusted with it.
    """

    IN_OFFICE = "in_office"
    HEADS_THE_OFFICE = "heads_the_office"
    IN_POLITICAL_LIFE = "in_political_life"
    BECAUSE_OF_OFFICE = "because_of_office"
    IN_PUBLIC = "in_public"
    FAMILY = "family"


OF_A_FACT: Final[Mapping[Happened, Offence]] = {
    Happened.INSULTED: Offence.STGB_185,
    Happened.UNPROVEN_CLAIM: Offence.STGB_186,
    Happened.KNOWN_LIE: Offence.STGB_187,
    Happened.THREATENED_WITH_FELONY: Offence.STGB_241,
    Happened.THREATENED_WITH_HARM: Offence.STGB_241,
    Happened.THREATENED_WITH_ASSAULT: Offence.STGB_241,
    Happened.CALLED_FOR_CRIMES: Offence.STGB_111,
    Happened.THREATENED_PUBLIC: Offence.STGB_126,
    Happened.CRIME_APPROVED: Offence.STGB_140,
    Happened.HATE_AGAINST_GROUP: Offence.STGB_130,
    Happened.PERSONAL_DATA_SPREAD: Offence.STGB_126A,
    Happened.PURSUED: Offence.STGB_238,
    Happened.FORCED: Offence.STGB_240,
    Happened.ENTERED: Offence.STGB_123,
    Happened.ENTERED_OFFICE: Offence.STGB_123,
    Happened.DAMAGED: Offence.STGB_303,
    Happened.DAMAGED_OF_THE_MUNICIPALITY: Offence.STGB_303,
    Happened.HURT: Offence.STGB_223,
    Happened.HURT_BY_CARELESSNESS: Offence.STGB_229,
    Happened.RESISTED: Offence.STGB_113,
    Happened.ATTACKED_ON_DUTY: Offence.STGB_114,
    Happened.HELPER_HINDERED: Offence.STGB_115,
    Happened.SPEECH_RECORDED: Offence.STGB_201,
    Happened.PRIVATE_PICTURE: Offence.STGB_201A,
    Happened.PICTURE_PUBLISHED: Offence.KUG_33,
    Happened.LETTER_OPENED: Offence.STGB_202,
    Happened.ACCOUNT_OPENED: Offence.STGB_202A,
    Happened.DATA_INTERCEPTED: Offence.STGB_202B,
    Happened.STOLEN_DATA_PASSED_ON: Offence.STGB_202D,
}
"""The offence of each single fact; § 188 StGB needs more than one."""
OF_A_KIND: Final[Mapping[ThreatKind, tuple[Happened, ...]]] = {
    ThreatKind.INSULT: (Happened.INSULTED,),
    ThreatKind.DEFAMATION: (Happened.UNPROVEN_CLAIM,),
    ThreatKind.THREAT: (Happened.THREATENED_WITH_HARM,),
    ThreatKind.HATE_POST: (Happened.INSULTED,),
    ThreatKind.DOXING: (Happened.PERSONAL_DATA_SPREAD,),
    ThreatKind.STALKING: (Happened.PURSUED,),
    ThreatKind.COERCION: (Happened.FORCED,),
    ThreatKind.TRESPASS: (Happened.ENTERED,),
    ThreatKind.PROPERTY_DAMAGE: (Happened.DAMAGED,),
    ThreatKind.PHYSICAL_ASSAULT: (Happened.HURT,),
    ThreatKind.OTHER: (),
    ThreatKind.UNKNOWN: (),
}
"""Facts that stand for a threat kind of the triage until the counsellor is more exact; of two, one with a period."""
OF_A_GROUP: Final[Mapping[TargetGroup, set[Circumstance]]] = {
    TargetGroup.OFFICE: {Circumstance.IN_OFFICE, Circumstance.IN_POLITICAL_LIFE},
    TargetGroup.MANDATE: {Circumstance.IN_POLITICAL_LIFE},
    TargetGroup.ADMINISTRATION: {Circumstance.IN_OFFICE},
}
HONOUR: Final = frozenset({Happened.INSULTED, Happened.UNPROVEN_CLAIM, Happened.KNOWN_LIE})
PRIVATE_ACTION: Final = frozenset(
    {
        Offence.STGB_123,
        Offence.STGB_185,
        Offence.STGB_186,
        Offence.STGB_187,
        Offence.STGB_188,
        Offence.STGB_201A,
        Offence.STGB_202,
        Offence.STGB_223,
        Offence.STGB_229,
        Offence.STGB_240,
        Offence.STGB_241,
        Offence.STGB_303,
        Offence.KUG_33,
    }
)
"""§ 374 (1) StPO; of §§ 201a, 240 and 241 StGB only the first paragraphs."""
CONCILIATION: Final = PRIVATE_ACTION - {Offence.STGB_201A, Offence.STGB_240, Offence.KUG_33}
"""§ 380 (1) StPO: an attempt at conciliation comes before the private action."""
OF_OTHERS: Final = frozenset({Happened.ENTERED_OFFICE, Happened.DAMAGED_OF_THE_MUNICIPALITY})
"""Facts for which the occupant of the premises or the owner files the request (§§ 77, 123 (2), 303c StGB)."""
POLITICAL: Final = {Circumstance.IN_POLITICAL_LIFE, Circumstance.BECAUSE_OF_OFFICE, Circumstance.IN_PUBLIC}
"""Circumstances that § 188 (1) StGB requires beside the insult."""
OFFICIAL: Final = {Circumstance.IN_OFFICE, Circumstance.BECAUSE_OF_OFFICE}
"""Circumstances that §§ 194 (3) and 230 (2) StGB require for others to file too; never for family."""


PrivateAction = Literal["after_conciliation", "at_once"]
Right = Literal["own", "of_others", "both"]
"""The right to the request: the affected person's, that of the occupant or owner, or each for a part."""


@dataclass(frozen=True)
class Candidate:
    """`also`: the role that may file beside the affected person; None: nobody."""

    offence: Offence
    because: tuple[Happened, ...]
    need: Need
    also: EntitledRole | None
    private_action: PrivateAction | None
    right: Right


def candidates(facts: Iterable[Happened], seen: Set[Circumstance]) -> tuple[Candidate, ...]:
    """Returns one candidate for each offence, in the order of `Happened`; § 188 StGB after the offences of honour."""
    told = set(facts)
    ticked = [fact for fact in Happened if fact in told]
    because: dict[Offence, tuple[Happened, ...]] = {}
    for fact in ticked:
        because[OF_A_FACT[fact]] = (*because.get(OF_A_FACT[fact], ()), fact)
    honour = tuple(fact for fact in ticked if fact in HONOUR)
    if honour and seen >= POLITICAL and Circumstance.FAMILY not in seen:
        because[Offence.STGB_188] = honour
    return tuple(_candidate(offence, facts, seen) for offence, facts in because.items())


def entitled(found: Iterable[Candidate]) -> tuple[EntitledRole, ...]:
    """Returns all roles that may file a request for any of the candidates."""
    roles: list[EntitledRole] = []
    for each in found:
        roles += [EntitledRole.SELF] if each.right != "of_others" else []
        roles += [each.also] if each.also else []
        roles += [EntitledRole.OTHER] if each.right != "own" else []
    return tuple(role for role in EntitledRole if role in roles)


def facts_of(case: MatchingInput) -> tuple[Happened, ...]:
    """Returns the facts that the triage suggests; the counsellor makes them more exact."""
    return tuple(fact for kind in ThreatKind if kind in case.threat_kinds for fact in OF_A_KIND[kind])


def circumstances_of(case: MatchingInput) -> frozenset[Circumstance]:
    """Returns the circumstances that the triage tells; it does not ask who heads an office or what else was public."""
    public = {Circumstance.IN_PUBLIC} if ThreatKind.HATE_POST in case.threat_kinds else set()
    if case.person is Person.FAMILY:
        return frozenset({Circumstance.FAMILY} | public)
    return frozenset({Circumstance.BECAUSE_OF_OFFICE} | OF_A_GROUP.get(case.target_group, set()) | public)


def _candidate(offence: Offence, because: tuple[Happened, ...], seen: Set[Circumstance]) -> Candidate:
    known = OFFENCES[offence]
    need = _need_of_a_threat(because) if known.need == "derived" else known.need
    may_also = known.superior_may_file and seen >= OFFICIAL and Circumstance.FAMILY not in seen
    role = EntitledRole.SUPERVISORY if Circumstance.HEADS_THE_OFFICE in seen else EntitledRole.SUPERIOR
    also = role if may_also else None
    return Candidate(offence, because, need, also, _private_action(offence, also), _right(because))


def _private_action(offence: Offence, also: EntitledRole | None) -> PrivateAction | None:
    """§ 380 (3) StPO: where a superior may file, conciliation is not required."""
    if offence not in PRIVATE_ACTION:
        return None
    return "after_conciliation" if offence in CONCILIATION and also is None else "at_once"


def _right(because: tuple[Happened, ...]) -> Right:
    others = OF_OTHERS.intersection(because)
    return "own" if not others else "of_others" if others == set(because) else "both"


def _need_of_a_threat(because: tuple[Happened, ...]) -> Need:
    """§ 241 (5) StGB: the need is that of the threatened act. Bodily harm and damage are prosecuted on request (§§ 230,
    303c), felonies, sexual assault and unlawful detention without (§§ 177, 239).
    """
    return "relative" if Happened.THREATENED_WITH_HARM in because else "none"
