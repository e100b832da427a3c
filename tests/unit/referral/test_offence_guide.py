"""From what was ticked to the offences that come into question, whether a request is needed and who may file one."""

from collections.abc import Set

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.referral.domain.offence_guide import (
    OF_A_FACT,
    OF_A_KIND,
    Candidate,
    Circumstance,
    Happened,
    candidates,
    circumstances_of,
    entitled,
    facts_of,
)
from services.referral.pages import offence_guide_de
from shared.contracts.vocabulary import EntitledRole, Offence, Person, TargetGroup, ThreatKind
from shared.offences import OFFENCES
from tests.unit.referral.given import case

C, H = Circumstance, Happened
POLITICAL = {C.IN_POLITICAL_LIFE, C.BECAUSE_OF_OFFICE, C.IN_PUBLIC}
IN_DUTY = {C.IN_OFFICE, C.BECAUSE_OF_OFFICE}


def found(facts: Set[Happened], seen: Set[Circumstance] = frozenset()) -> dict[Offence, Candidate]:
    return {each.offence: each for each in candidates(facts, seen)}


@pytest.mark.parametrize(
    ("facts", "need"),
    [
        ({H.INSULTED}, {Offence.STGB_185: "absolute"}),
        ({H.KNOWN_LIE, H.UNPROVEN_CLAIM}, {Offence.STGB_186: "absolute", Offence.STGB_187: "absolute"}),
        ({H.ENTERED}, {Offence.STGB_123: "absolute"}),
        ({H.DAMAGED}, {Offence.STGB_303: "relative"}),
        ({H.HURT}, {Offence.STGB_223: "relative"}),
        ({H.PURSUED, H.FORCED}, {Offence.STGB_238: "none", Offence.STGB_240: "none"}),
        ({H.PERSONAL_DATA_SPREAD}, {Offence.STGB_126A: "none"}),
        ({H.PICTURE_PUBLISHED}, {Offence.KUG_33: "absolute"}),
        ({H.THREATENED_WITH_FELONY}, {Offence.STGB_241: "none"}),
        ({H.THREATENED_WITH_ASSAULT}, {Offence.STGB_241: "none"}),
        ({H.THREATENED_WITH_HARM}, {Offence.STGB_241: "relative"}),
        ({H.THREATENED_WITH_HARM, H.THREATENED_WITH_FELONY}, {Offence.STGB_241: "relative"}),
    ],
)
def test_an_offence_says_whether_it_needs_a_request(facts: set[Happened], need: dict[Offence, str]) -> None:
    assert {offence: each.need for offence, each in found(facts).items()} == need


def test_an_insult_of_politicians_in_public_adds_an_offence_and_takes_none_away() -> None:
    both = found({H.INSULTED}, POLITICAL)
    assert [*both] == [Offence.STGB_185, Offence.STGB_188]
    assert both[Offence.STGB_188].need == "relative"


def test_family_is_not_in_political_life_itself() -> None:
    assert Offence.STGB_188 not in found({H.INSULTED}, POLITICAL | {C.FAMILY})


@pytest.mark.parametrize(
    ("facts", "right", "roles"),
    [
        ({H.ENTERED, H.DAMAGED}, "own", (EntitledRole.SELF,)),
        ({H.ENTERED_OFFICE}, "of_others", (EntitledRole.OTHER,)),
        ({H.DAMAGED_OF_THE_MUNICIPALITY}, "of_others", (EntitledRole.OTHER,)),
        ({H.ENTERED, H.ENTERED_OFFICE}, "both", (EntitledRole.SELF, EntitledRole.OTHER)),
    ],
)
def test_of_a_house_or_thing_who_holds_it_may_file(
    facts: set[Happened], right: str, roles: tuple[EntitledRole, ...]
) -> None:
    answered = candidates(facts, IN_DUTY)
    assert {each.right for each in answered} == {right}
    assert entitled(answered) == roles


def test_conciliation_comes_first_only_where_the_law_says_so() -> None:
    answered = found(set(Happened))
    at_once = {offence for offence, each in answered.items() if each.private_action == "at_once"}
    assert at_once == {Offence.STGB_201A, Offence.STGB_240, Offence.KUG_33}
    assert found({H.INSULTED}, IN_DUTY)[Offence.STGB_185].private_action == "at_once"
    assert answered[Offence.STGB_238].private_action is None


@pytest.mark.parametrize("without", sorted(POLITICAL))
def test_without_one_of_the_three_it_does_not(without: Circumstance) -> None:
    assert Offence.STGB_188 not in found({H.INSULTED}, POLITICAL - {without})


def test_a_threat_is_no_insult_of_politicians() -> None:
    assert Offence.STGB_188 not in found({H.THREATENED_WITH_HARM}, POLITICAL)


@pytest.mark.parametrize("fact", [H.INSULTED, H.UNPROVEN_CLAIM, H.KNOWN_LIE, H.HURT, H.HURT_BY_CARELESSNESS])
def test_superiors_may_file_for_who_is_in_office(fact: Happened) -> None:
    (one,) = candidates({fact}, IN_DUTY)
    assert one.also is EntitledRole.SUPERIOR
    assert entitled([one]) == (EntitledRole.SELF, EntitledRole.SUPERIOR)


@pytest.mark.parametrize("seen", [{C.IN_OFFICE}, {C.BECAUSE_OF_OFFICE}, IN_DUTY | {C.FAMILY}, POLITICAL])
def test_not_for_others_or_family_or_a_mandate(seen: set[Circumstance]) -> None:
    assert all(each.also is None for each in candidates({H.INSULTED, H.HURT}, seen))


def test_not_for_damage_or_threats() -> None:
    assert all(each.also is None for each in candidates({H.DAMAGED, H.THREATENED_WITH_HARM}, IN_DUTY))


def test_for_the_head_of_an_office_the_supervisory_authority_may() -> None:
    (one,) = candidates({H.INSULTED}, IN_DUTY | {C.HEADS_THE_OFFICE})
    assert one.also is EntitledRole.SUPERVISORY


@pytest.mark.parametrize(
    ("group", "seen"),
    [
        (TargetGroup.OFFICE, {C.IN_OFFICE, C.IN_POLITICAL_LIFE, C.BECAUSE_OF_OFFICE}),
        (TargetGroup.MANDATE, {C.IN_POLITICAL_LIFE, C.BECAUSE_OF_OFFICE}),
        (TargetGroup.ADMINISTRATION, {C.IN_OFFICE, C.BECAUSE_OF_OFFICE}),
        (TargetGroup.CANDIDATE, {C.BECAUSE_OF_OFFICE}),
    ],
)
def test_the_triage_says_who_is_affected(group: TargetGroup, seen: set[Circumstance]) -> None:
    assert circumstances_of(case(target_group=group, threat_kinds=frozenset())) == seen


def test_family_of_an_official_is_not_the_official() -> None:
    of_family = case(target_group=TargetGroup.OFFICE, person=Person.FAMILY, threat_kinds=frozenset())
    assert circumstances_of(of_family) == {C.FAMILY}


def test_what_the_triage_ticked_is_proposed() -> None:
    ticked = case(threat_kinds=frozenset({ThreatKind.TRESPASS, ThreatKind.HATE_POST}))
    assert facts_of(ticked) == (H.INSULTED, H.ENTERED)
    assert C.IN_PUBLIC in circumstances_of(ticked)


def test_every_offence_that_can_be_entered_can_be_found() -> None:
    reached = {offence.value for offence in OF_A_FACT.values()} | {Offence.STGB_188.value}
    assert reached == OFFENCES.keys()
    assert OF_A_FACT.keys() == set(Happened)
    assert OF_A_KIND.keys() == set(ThreatKind)


def test_every_word_has_its_sentence() -> None:
    assert offence_guide_de.HAPPENED.keys() == set(Happened)
    assert offence_guide_de.CIRCUMSTANCES.keys() == set(Circumstance)


@given(facts=some.sets(some.sampled_from(Happened)), seen=some.sets(some.sampled_from(Circumstance)))
def test_nothing_ticked_is_lost_and_nothing_comes_from_nowhere(facts: set[Happened], seen: set[Circumstance]) -> None:
    answered = candidates(facts, seen)
    assert {fact for each in answered for fact in each.because} == facts
    assert len({each.offence for each in answered}) == len(answered)
    assert all(each.need != "derived" for each in answered)
