"""What staff read of a deadline."""

from datetime import timedelta

import pytest

from services.notification.deadline_texts import advice
from services.notification.domain.deadline_changes import followed
from services.notification.domain.deadlines import Deadline, Inputs
from shared.contracts.vocabulary import DeadlineRule
from shared.deadlines.legal_periods import Dates
from shared.deadlines.rules import LAW_VERSION, RULES, RuleName
from shared.web.deadlines_de import still_possible
from tests.unit.notification.test_reminders import ENTERED


def deadline(rule: RuleName) -> Deadline:
    """It was over yesterday."""
    day = ENTERED - timedelta(days=1)
    return Deadline(
        id="deadline",
        case_id="case",
        proceeding_id="proceeding",
        rule=rule,
        law_version=LAW_VERSION,
        inputs=Inputs(),
        dates=Dates(safe_on=day, act_by=day, legal_on=day),
        stands_still=None,
    )


@pytest.mark.parametrize("rule", RULES)
def test_a_missed_deadline_says_what_can_still_be_done_in_the_words_that_the_person_reads(rule: RuleName) -> None:
    """Before the daily look has found it and after; the person's side: tests/unit/intake/test_state_texts.py."""
    passed = deadline(rule)
    (missed,) = followed((), (passed,), ENTERED)
    assert missed.missed_on == ENTERED
    for each in (passed, missed):
        assert advice(each, ENTERED) == [still_possible(DeadlineRule(rule))]
