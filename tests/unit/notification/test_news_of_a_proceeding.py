"""What we are told of a proceeding is news of the authority only once the authority said something."""

from datetime import date

import pytest

from services.notification.subscriptions import NO_NEWS, proceeding_of
from shared.contracts.examples import current
from shared.contracts.referral import ProceedingUpdated
from shared.contracts.vocabulary import ProceedingState

LEARNT = date(2026, 11, 29)


def told(state: ProceedingState) -> ProceedingUpdated:
    known = current(ProceedingUpdated)["data"]
    return ProceedingUpdated.read({**known, "state": state.value, "known_on": LEARNT.isoformat()})


@pytest.mark.parametrize("state", [state for state in ProceedingState if state is not ProceedingState.UNKNOWN])
def test_that_it_was_reported_long_ago_does_not_start_the_follow_up_anew(state: ProceedingState) -> None:
    found = proceeding_of(told(state), "case").news_on
    assert found == (None if state in NO_NEWS else LEARNT)
