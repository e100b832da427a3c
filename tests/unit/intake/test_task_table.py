"""Every fact of the bus makes a task, ends one, or says why nobody is needed."""

import pytest

from services.intake.domain.task import OF_ARRANGEMENT, TaskKind
from services.intake.task_labels_de import NEXT_STEPS, TASKS
from services.intake.task_table import RECALLED, TABLE, rule_of
from shared.contracts import intake, referral
from shared.contracts.catalogue import OPAQUE, TOPICS
from shared.contracts.vocabulary import RecallReason

ELSEWHERE = {
    *(TaskKind.PRESS, TaskKind.GIVEN, TaskKind.TELL, TaskKind.WROTE, TaskKind.CALL_BACK),
    *(
        TaskKind.PARTNER_NOT_REACHED,
        TaskKind.PARTNER_MAYBE_NOT_REACHED,
        TaskKind.NOT_WORKED,
        TaskKind.ERASURE_NEAR,
        TaskKind.LETTER,
    ),
    *(TaskKind.OWN_DATA, TaskKind.ERASURE, TaskKind.FEEDBACK, TaskKind.CODE_DECIDED, TaskKind.EVIDENCE),
    *(TaskKind.PARTNER_LEFT, TaskKind.NOT_ASKED, TaskKind.CALL_WISHED, TaskKind.PARTNER_WISH, TaskKind.NEVER_WITHDREW),
    *OF_ARRANGEMENT,
}
"""Made where they happen: by no fact, or by one that makes another task for another audience."""


def test_every_fact_stands_in_the_table() -> None:
    facts = {
        each
        for topic in TOPICS
        if topic.kind in ("facts", "state") and OPAQUE not in topic.name
        for each in topic.types
    }
    assert set(TABLE) == facts


def test_a_fact_does_something_or_says_why_not() -> None:
    for fact, rule in TABLE.items():
        assert bool(rule.makes or rule.ends or rule.ends_all) != bool(rule.because), fact.TYPE


def test_every_task_is_made_and_ended_by_a_fact() -> None:
    assert {rule.makes for rule in TABLE.values()} - {None} | ELSEWHERE == set(TaskKind)


@pytest.mark.parametrize("reason", RecallReason)
def test_only_a_recall_that_leaves_nobody_to_help_needs_somebody(reason: RecallReason) -> None:
    ids = dict.fromkeys(("case_id", "referral_id", "partner_id"), "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10")
    of = {"partner_category": "legal", "level": "land", "kind": "warm", "urgency": "routine", "reason": reason}
    recalled = referral.ReferralRecalled.model_validate(ids | of)
    plain = TABLE[referral.ReferralRecalled]
    kinds = {
        RecallReason.PARTNER_DELISTED: TaskKind.PARTNER_LEFT,
        RecallReason.NOT_ONBOARDED: TaskKind.NOT_ASKED,
    }
    assert (rule_of(recalled).makes, rule_of(recalled).ends) == (kinds.get(reason), plain.ends)
    assert RECALLED.keys() == kinds.keys()


ASKS, GOES_ON, AGAIN = TaskKind.CONSENT_UNANSWERED, TaskKind.REFUSED, TaskKind.ADDITION_UNWANTED


def test_of_a_never_that_was_a_plain_no_nothing_changes() -> None:
    ids = dict.fromkeys(("case_id", "handover_id", "partner_id"), "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10")
    rule = rule_of(intake.ConsentCorrected.model_validate({**ids, "was": "refused", "truly": "refused"}))
    assert (rule.makes, rule.ends, bool(rule.because)) == (None, frozenset(), True)


def test_of_a_withdrawal_that_never_was_somebody_asks_her_anew() -> None:
    ids = dict.fromkeys(("case_id", "handover_id", "partner_id"), "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10")
    rule = rule_of(intake.ConsentCorrected.model_validate({**ids, "was": "withdrawn", "truly": "given"}))
    assert (rule.makes, rule.ends) == (TaskKind.NEVER_WITHDREW, frozenset({TaskKind.WITHDREW}))


@pytest.mark.parametrize(
    ("was", "truly", "makes", "ends"),
    [
        ("given", "refused", GOES_ON, TaskKind.CONSENTED),
        ("given", "asked", None, TaskKind.CONSENTED),
        ("refused", "asked", ASKS, GOES_ON),
    ],
)
def test_what_was_corrected_makes_the_task_that_the_truth_makes(
    was: str, truly: str, makes: TaskKind | None, ends: TaskKind
) -> None:
    ids = dict.fromkeys(("case_id", "handover_id", "partner_id"), "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10")
    rule = rule_of(intake.ConsentCorrected.model_validate({**ids, "was": was, "truly": truly}))
    assert rule.makes is makes
    assert ends in rule.ends
    added = rule_of(intake.AdditionCorrected.model_validate({**ids, "was": was}))
    assert added.makes is (AGAIN if was == "given" else ASKS)


def test_every_task_has_a_label_and_a_next_step() -> None:
    assert TASKS.keys() == NEXT_STEPS.keys() == set(TaskKind)
