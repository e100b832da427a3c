"""Many facts counted together are what they are one after the other."""

from collections import Counter
from datetime import UTC, datetime
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from services.statistics.domain.contributions import Cell, Contribution
from services.statistics.domain.states import DeliveryResult, ReferralStep
from services.statistics.domain.table_changes import (
    CellCodes,
    CombinedChange,
    TableChange,
    begins,
    begins_again,
    combine,
    moves,
    stands,
)
from services.statistics.domain.tables import Population

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
CASE, REFERRAL, DEADLINE = Population.CASE, Population.REFERRAL, Population.DEADLINE
NAMES = st.sampled_from(["a", "b"])


def case(name: str, land: str) -> TableChange:
    return begins(CASE, name, name, CellCodes(land, "mandate"), AT)


def referral(name: str) -> TableChange:
    return begins(REFERRAL, name, "k", CellCodes("police", "sent"), AT)


def step_of(name: str, step: ReferralStep) -> TableChange:
    return moves(REFERRAL, name, "k", column=step.code, ends=step.ends)


def delivery(name: str, result: DeliveryResult, at: datetime = AT) -> TableChange:
    return begins_again(Population.DELIVERY, name, "k", CellCodes("person", result), at)


CHANGES = st.one_of(
    st.builds(case, NAMES, st.sampled_from(["NW", "BY"])),
    st.builds(
        lambda name, land: moves(CASE, name, name, row=land, column="office"), NAMES, st.sampled_from(["NW", "SN"])
    ),
    st.builds(lambda name, itself: stands(CASE, name, name, for_itself=itself), NAMES, st.booleans()),
    st.builds(lambda name: stands(DEADLINE, name, "k", for_itself=False), NAMES),
    st.builds(referral, NAMES),
    st.builds(step_of, NAMES, st.sampled_from(ReferralStep)),
    st.builds(lambda name: begins_again(DEADLINE, name, "k", CellCodes("strafantrag", "set"), AT), NAMES),
    st.builds(lambda name: moves(DEADLINE, name, "k", column="missed"), NAMES),
    st.builds(delivery, NAMES, st.sampled_from(DeliveryResult)),
)


class Counts:
    def __init__(self) -> None:
        self.contributions: dict[str, Contribution] = {}
        self.cells: Counter[Cell] = Counter()

    def apply(self, outcome: CombinedChange) -> None:
        self.cells.update(outcome.cells)
        self.contributions |= {name: adds for name, (_, adds) in outcome.subjects.items()}
        for name in outcome.forgotten:
            del self.contributions[name]


@given(st.lists(CHANGES), st.lists(CHANGES))
def test_together_is_one_after_the_other(before: list[TableChange], chunk: list[TableChange]) -> None:
    at_once, singly = Counts(), Counts()
    for each in (*before, *chunk):
        singly.apply(combine(singly.contributions, [each]))
    at_once.apply(combine({}, before))
    at_once.apply(combine(at_once.contributions, chunk))
    assert at_once.contributions == singly.contributions
    assert +at_once.cells == +singly.cells
    assert -at_once.cells == -singly.cells


def test_what_settles_in_the_chunk_in_which_it_began_leaves_its_cell_and_no_name() -> None:
    outcome = combine({}, [referral("r"), step_of("r", ReferralStep.DECLINED)])
    assert outcome == CombinedChange({Cell("referrals", "2026-Q4", "police", "declined"): 1}, {}, frozenset())


def test_what_was_sent_and_came_back_is_one_that_failed_and_sent_once_more_one_that_was_sent() -> None:
    told = [delivery("d", DeliveryResult.SENT), delivery("d", DeliveryResult.FAILED)]
    assert combine({}, told).cells == {Cell("deliveries", "2026-Q4", "person", "failed"): 1}
    again = delivery("d", DeliveryResult.SENT, AT.replace(year=2027))
    assert combine({}, [*told, again]).cells == {Cell("deliveries", "2026-Q4", "person", "sent"): 1}


def joined(name: str) -> TableChange:
    return stands(CASE, name, name, for_itself=False)


def parted(name: str) -> TableChange:
    return stands(CASE, name, name, for_itself=True)


COUNTED_ONCE = {Cell("cases", "2026-Q4", "NW", "mandate"): 1}


def test_a_joined_pair_is_one_case_however_often_and_in_whatever_order_it_is_told() -> None:
    told = [case("a", "NW"), case("b", "NW"), joined("b")]
    for order in permutations(told):
        assert combine({}, order).cells == COUNTED_ONCE
    assert combine({}, [*told, joined("b"), case("b", "NW"), joined("b")]).cells == COUNTED_ONCE
    assert combine({}, [*told, parted("b"), parted("b")]).cells == {Cell("cases", "2026-Q4", "NW", "mandate"): 2}
    assert combine({}, [*told, parted("b"), joined("b")]).cells == COUNTED_ONCE


@given(st.permutations([joined("b"), parted("b"), case("b", "NW"), moves(CASE, "b", "b", row="BY", column="office")]))
def test_no_cell_is_ever_below_zero(order: list[TableChange]) -> None:
    cells: Counter[Cell] = Counter()
    old: dict[str, Contribution] = {}
    for each in order:
        outcome = combine(old, [each])
        cells.update(outcome.cells)
        old |= {name: adds for name, (_, adds) in outcome.subjects.items()}
        old = {name: adds for name, adds in old.items() if name not in outcome.forgotten}
        assert all(n >= 0 for n in cells.values())


def test_a_referral_for_prevention_moves_in_a_table_of_its_own() -> None:
    table, sent = Population.PREVENTION_REFERRAL, CellCodes("police", "sent")
    begun = begins(table, "r", "k", sent, AT, moved_as=REFERRAL)
    accepted = moves(REFERRAL, "r", "k", column="accepted")
    outcome = combine({}, [begun, accepted])
    assert outcome.cells == {Cell("prevention_referrals", "2026-Q4", "police", "accepted"): 1}
