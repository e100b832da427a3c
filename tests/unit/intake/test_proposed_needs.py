"""What is proposed at the triage follows from what was ticked, and never goes against what the person wants."""

import pytest

from services.intake.domain.proposed_needs import OFTEN, ProposedNeed, proposed_needs
from services.intake.domain.situation import Situation, Wishes
from shared.contracts.vocabulary import Need, ThreatKind


def a_situation(*kinds: ThreatKind, needs: tuple[Need, ...] = (), no_police: bool = False) -> Situation:
    return Situation(threat_kinds=kinds, needs=needs, wishes=Wishes(no_police=no_police))


def test_each_kind_is_judged() -> None:
    assert set(OFTEN) == set(ThreatKind)


@pytest.mark.parametrize("kind", ThreatKind)
def test_a_kind_proposes_what_often_goes_with_it(kind: ThreatKind) -> None:
    assert {each.need for each in proposed_needs(a_situation(kind))} == set(OFTEN[kind])


def test_what_is_ticked_is_proposed_no_more_and_two_kinds_are_one_proposal() -> None:
    both = a_situation(ThreatKind.THREAT, ThreatKind.STALKING, needs=(Need.POLICE_SECURITY, Need.LEGAL))
    assert proposed_needs(both) == (
        ProposedNeed(Need.PSYCHOLOGICAL, (ThreatKind.THREAT, ThreatKind.STALKING)),
        ProposedNeed(Need.EVIDENCE, (ThreatKind.STALKING,)),
    )


def test_who_wants_no_police_is_proposed_none() -> None:
    proposed = proposed_needs(a_situation(ThreatKind.THREAT, no_police=True))
    assert [each.need for each in proposed] == [Need.PSYCHOLOGICAL]
