"""Referral's tables, its German words and the contracts' vocabulary know the same words."""

from collections.abc import Iterable
from enum import StrEnum
from typing import get_args

import pytest

from services.referral import api
from services.referral.domain import life, matching, proceeding
from services.referral.domain.case import Urgency
from services.referral.domain.partner import Level
from services.referral.pages import words
from shared.contracts import vocabulary as v

OPEN = {"other", "unknown"}


@pytest.mark.parametrize(
    ("known", "agreed"),
    [
        (life.DECLINE_REASONS, v.DeclineReason),
        (life.FAIL_REASONS, v.FailReason),
        (life.RECALL_REASONS, v.RecallReason),
        (life.OUTCOMES, v.ReferralOutcome),
        (get_args(api.DeclineReason), v.DeclineReason),
        (get_args(api.FailReason), v.FailReason),
        (get_args(api.Outcome), v.ReferralOutcome),
        (get_args(Urgency), v.Urgency),
        (get_args(Level), v.Level),
        (proceeding.STATES, v.ProceedingState),
        (proceeding.DISCONTINUATIONS, v.Discontinuation),
        (proceeding.SOURCES, v.ProceedingSource),
        (proceeding.ROLES, v.EntitledRole),
        (proceeding.NOTICES, v.NoticeKind),
        (proceeding.OFFENCES, v.Offence),
        (proceeding.LAENDER, v.Land),
        (words.CATEGORIES, v.PartnerCategory),
        (words.LAENDER, v.Land),
        (words.THREATS, v.ThreatKind),
        (words.NEEDS, v.Need),
        (words.ITEMS, v.ConsentItem),
        (words.WAYS, v.Way),
    ],
)
def test_the_contracts_know_the_same_words(known: Iterable[str], agreed: type[StrEnum]) -> None:
    assert set(known) - OPEN == {word.value for word in agreed} - OPEN


@pytest.mark.parametrize(
    ("shown", "used"),
    [
        (words.STATES, get_args(life.State)),
        (words.ACTS, {*life.STEPS} - {"send", "look", "miss", "expire"}),
        (words.REASONS, {word for reasons in life.SAYS_WHY.values() for word in reasons}),
        (words.WHY, get_args(matching.Why)),
        (words.WHY_NOT, get_args(matching.WhyNot)),
        (words.PROCEEDING_STATES, proceeding.STATES),
        (words.DISCONTINUATIONS, proceeding.DISCONTINUATIONS),
        (words.SOURCES, proceeding.SOURCES),
        (words.ROLES, proceeding.ROLES),
        (words.NOTICES, proceeding.NOTICES),
        (words.OFFENCES, proceeding.OFFENCES),
    ],
)
def test_every_word_has_german(shown: Iterable[str], used: Iterable[str]) -> None:
    assert set(shown) == set(used)
