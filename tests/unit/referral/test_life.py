from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.referral.domain.life import OPEN, SAYS_WHY, STEPS, Act, Referral, State, assume, look, send, step
from shared.contracts.vocabulary import ConsentItem, Level, PartnerCategory, ReferralKind, Urgency
from shared.errors import Conflict, Invalid

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
GIVEN = Referral(
    referral_id="r",
    case_id="c",
    handover_id="h",
    partner_id="p",
    partner_category=PartnerCategory.POLICE,
    level=Level.LAND,
    reference="ref",
    kind=ReferralKind.WARM,
    urgency=Urgency.URGENT,
    items=(ConsentItem.NAME,),
    replaces=None,
    state="preparing",
    changed_at=NOW,
)


def at(state: State, **more: Any) -> Referral:
    return replace(GIVEN, state=state, **more)


def test_sent_knows_until_when_an_answer_is_due() -> None:
    sent = send(GIVEN, LATER, LATER + timedelta(days=2))
    assert (sent.state, sent.sent_at, sent.respond_by, sent.version) == ("sent", LATER, LATER + timedelta(days=2), 2)


def test_only_the_first_look_delivers() -> None:
    assert look(at("sent"), LATER).state == "delivered"
    assert look(at("accepted"), LATER) == at("accepted")


def test_a_late_answer_is_still_an_answer() -> None:
    assert step(at("overdue"), "accept", LATER, by="partner").state == "accepted"


def test_an_expired_referral_takes_no_answer() -> None:
    with pytest.raises(Conflict):
        step(at("expired"), "accept", LATER, by="partner")


def test_the_same_answer_again_changes_nothing() -> None:
    declined = step(at("delivered"), "decline", LATER, by="partner", said="no_capacity")
    assert step(declined, "decline", LATER + timedelta(hours=1), by="partner", said="no_capacity") == declined


def test_another_answer_after_the_first_is_refused() -> None:
    with pytest.raises(Conflict):
        step(at("declined", said="no_capacity"), "decline", LATER, by="partner", said="waitlist")
    with pytest.raises(Conflict):
        step(at("declined", said="no_capacity"), "accept", LATER, by="partner")


@pytest.mark.parametrize("act", sorted(SAYS_WHY))
def test_who_says_no_or_ends_it_says_why(act: Act) -> None:
    before = next(iter(STEPS[act][0]))
    for said in (None, "because"):
        with pytest.raises(Invalid):
            step(at(before), act, LATER, said=said)


def test_an_old_version_is_refused() -> None:
    assume(GIVEN, None)
    assume(GIVEN, 1)
    with pytest.raises(Conflict):
        assume(GIVEN, 2)


class Life(RuleBasedStateMachine):
    """Any acts in any order: a referral moves only along the table, and never out of an end."""

    def __init__(self) -> None:
        super().__init__()
        self.referral = GIVEN

    @rule(act=st.sampled_from(sorted(STEPS)), pick=st.integers(0, 20))
    def anything(self, act: Act, pick: int) -> None:
        before = self.referral
        reasons = list(SAYS_WHY.get(act, ()))
        said = reasons[pick % len(reasons)] if reasons else None
        try:
            self.referral = step(before, act, LATER, said=said)
        except Conflict:
            assert before.state not in STEPS[act][0]
        else:
            moved = self.referral.version == before.version + 1
            assert moved == (before.state in STEPS[act][0])
            assert moved or self.referral is before

    @invariant()
    def an_end_is_an_end(self) -> None:
        leads_on = any(self.referral.state in before for before, _ in STEPS.values())
        assert leads_on == (self.referral.state in OPEN)


TestLife = Life.TestCase
