"""Many facts counted together are what they are one after the other."""

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.statistics.domain import counted
from services.statistics.domain.contributions import Cell, Contribution
from services.statistics.domain.counted import Counted, Outcome, combine
from services.statistics.domain.states import DeadlineState, DeliveryResult, ReferralStep

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
NAMES = st.sampled_from(["a", "b"])

CHANGES = st.one_of(
    st.builds(lambda name, land: counted.case(name, land, "mandate", AT), NAMES, st.sampled_from(["NW", "BY"])),
    st.builds(lambda name, land: counted.triaged(name, land, "office"), NAMES, st.sampled_from(["NW", "SN"])),
    st.builds(lambda name: counted.referral(name, "k", "police", ReferralStep.SENT, AT), NAMES),
    st.builds(lambda name, step: counted.referral_moved(name, "k", step), NAMES, st.sampled_from(ReferralStep)),
    st.builds(lambda name: counted.deadline(name, "k", "strafantrag", AT), NAMES),
    st.builds(lambda name: counted.deadline_moved(name, "k", DeadlineState.MISSED), NAMES),
    st.builds(
        lambda name, result: counted.delivery(name, "k", "person", result, AT), NAMES, st.sampled_from(DeliveryResult)
    ),
)

DECLINED = counted.referral_moved("r", "k", ReferralStep.DECLINED)


class Counts:
    def __init__(self) -> None:
        self.contributions: dict[str, Contribution] = {}
        self.cells: Counter[Cell] = Counter()

    def apply(self, outcome: Outcome) -> None:
        self.cells.update(outcome.cells)
        self.contributions |= {name: adds for name, (_, adds) in outcome.subjects.items()}
        for name in outcome.forgotten:
            del self.contributions[name]


@given(st.lists(CHANGES), st.lists(CHANGES))
def test_together_is_one_after_the_other(before: list[Counted], chunk: list[Counted]) -> None:
    at_once, singly = Counts(), Counts()
    for each in (*before, *chunk):
        singly.apply(combine(singly.contributions, [each]))
    at_once.apply(combine({}, before))
    at_once.apply(combine(at_once.contributions, chunk))
    assert at_once.contributions == singly.contributions
    assert +at_once.cells == +singly.cells
    assert -at_once.cells == -singly.cells


def test_what_settles_in_the_chunk_in_which_it_began_leaves_its_cell_and_no_name() -> None:
    outcome = combine({}, [counted.referral("r", "k", "police", ReferralStep.SENT, AT), DECLINED])
    assert outcome == Outcome({Cell("referrals", "2026-Q4", "police", "declined"): 1}, {}, frozenset())


def test_what_was_sent_and_came_back_is_one_that_failed_and_sent_once_more_one_that_was_sent() -> None:
    results = [DeliveryResult.SENT, DeliveryResult.FAILED]
    told = [counted.delivery("d", "k", "person", each, AT) for each in results]
    assert combine({}, told).cells == {Cell("deliveries", "2026-Q4", "person", "failed"): 1}
    again = counted.delivery("d", "k", "person", DeliveryResult.SENT, AT.replace(year=2027))
    assert combine({}, [*told, again]).cells == {Cell("deliveries", "2026-Q4", "person", "sent"): 1}
