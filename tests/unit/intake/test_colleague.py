"""Who stands in for whom: never somebody who is away too, never in a circle, and only while it lasts."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.intake.domain import colleague, responsibility
from services.intake.domain.colleague import Colleague
from services.intake.domain.ids import Counsellor
from shared.errors import Conflict
from tests.harness.contacts import a_contact

ANNA, BERT, CARA = PEOPLE = tuple(Counsellor(name) for name in ("anna", "bert", "cara"))
MONDAY = date(2026, 11, 30)
FRIDAY = MONDAY + timedelta(days=4)


def a_team() -> dict[Counsellor, Colleague]:
    return {who: Colleague(id=who, name=who.title(), role="counsellor") for who in PEOPLE}


def away(team: dict[Counsellor, Colleague], who: Counsellor, substitute: Counsellor) -> dict[Counsellor, Colleague]:
    return {**team, who: colleague.leave(team, who, MONDAY, FRIDAY, substitute).state}


@pytest.mark.parametrize(
    ("day", "has_it"),
    [(MONDAY - timedelta(days=1), ANNA), (MONDAY, BERT), (FRIDAY, BERT), (FRIDAY + timedelta(days=1), ANNA)],
)
def test_the_substitute_has_the_work_on_these_days_and_no_other(day: date, has_it: Counsellor) -> None:
    assert colleague.responsible(away(a_team(), ANNA, BERT), day, ANNA) == has_it


def test_who_stands_in_for_somebody_who_stands_in() -> None:
    team = away(away(a_team(), ANNA, BERT), BERT, CARA)
    assert colleague.responsible(team, MONDAY, ANNA) == CARA


@pytest.mark.parametrize("between", [[], [BERT], [BERT, CARA]])
def test_substitutes_do_not_go_round(between: list[Counsellor]) -> None:
    team, chain = a_team(), [ANNA, *between]
    for who, stands_in in pairwise(chain):
        team = away(team, who, stands_in)
    with pytest.raises(Conflict, match="not-in-this-state"):
        colleague.leave(team, chain[-1], FRIDAY, FRIDAY + timedelta(days=2), ANNA)


def test_a_circle_of_other_days_is_none() -> None:
    later = FRIDAY + timedelta(days=3)
    left = colleague.leave(away(a_team(), ANNA, BERT), BERT, later, later, ANNA)
    assert left.state.substitute == ANNA


def test_a_name_follows_the_provider_and_an_absence_stays() -> None:
    gone = away(a_team(), ANNA, BERT)[ANNA]
    assert colleague.meet(gone, ANNA, gone.name, "counsellor") is None
    met = colleague.meet(gone, ANNA, "Anna B.", "supervisor")
    assert met
    assert (met.state.name, met.state.role, met.state.substitute) == ("Anna B.", "supervisor", BERT)


def test_who_is_given_a_case_keeps_it_when_the_absence_ends() -> None:
    held = responsibility.stand_in(a_contact(ANNA), lambda owner: BERT)
    assert held
    given_on = responsibility.give(held.state, BERT, CARA)
    assert given_on
    assert responsibility.stand_in(given_on.state, lambda owner: owner) is None


@pytest.mark.parametrize(("by", "supervises", "done"), [(ANNA, False, True), (BERT, False, False), (BERT, True, True)])
def test_only_who_is_responsible_or_supervises_gives(by: Counsellor, supervises: bool, done: bool) -> None:
    try:
        assert (responsibility.give(a_contact(ANNA), by, CARA, supervises=supervises) is not None) is done
    except Conflict:
        assert not done


def test_back_to_the_queue_nobody_is_responsible() -> None:
    back = responsibility.give(a_contact(ANNA), ANNA, None)
    assert back
    assert (back.state.state, back.state.counsellor) == ("recorded", None)


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=6))
def test_whatever_was_entered_somebody_present_has_the_work_unless_all_are_away(
    entered: list[tuple[Counsellor, Counsellor]],
) -> None:
    team = a_team()
    for who, substitute in entered:
        try:
            team = away(team, who, substitute)
        except Conflict:
            continue
    for owner in PEOPLE:
        assert not team[colleague.responsible(team, MONDAY, owner)].is_away(MONDAY)


class Desk(RuleBasedStateMachine):
    """One contact, three colleagues who come and go, and the chore after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.team, self.contact, self.owner = a_team(), a_contact(ANNA), ANNA

    @rule(who=st.sampled_from(PEOPLE), substitute=st.sampled_from(PEOPLE))
    def leaves(self, who: Counsellor, substitute: Counsellor) -> None:
        try:
            self.team = away(self.team, who, substitute)
        except Conflict:
            return
        self.move()

    @rule(who=st.sampled_from(PEOPLE))
    def comes_back(self, who: Counsellor) -> None:
        back = colleague.come_back(self.team[who])
        if back:
            self.team[who] = back.state
        self.move()

    @precondition(lambda self: self.contact.counsellor)
    @rule(to=st.sampled_from(PEOPLE))
    def gives(self, to: Counsellor) -> None:
        has_it = self.contact.counsellor
        assert has_it
        moved = responsibility.give(self.contact, has_it, to)
        if moved:
            self.contact, self.owner = moved.state, to
        self.move()

    def move(self) -> None:
        moved = responsibility.stand_in(self.contact, lambda owner: colleague.responsible(self.team, MONDAY, owner))
        if moved:
            self.contact = moved.state

    @invariant()
    def is_with_somebody_present(self) -> None:
        assert self.contact.counsellor
        assert not self.team[self.contact.counsellor].is_away(MONDAY)

    @invariant()
    def is_with_its_owner_when_that_one_is_there(self) -> None:
        if not self.team[self.owner].is_away(MONDAY):
            assert (self.contact.counsellor, self.contact.held_for) == (self.owner, None)


TestDesk = Desk.TestCase
