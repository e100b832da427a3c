"""Every word that only referral uses has a German label, and no other has."""

from collections.abc import Iterable
from typing import get_args

import pytest

from services.referral.domain import factors, filters, referral
from services.referral.domain.overview import GROUPS
from services.referral.pages import labels_de, partner, partner_labels_de, phone_answers, proposals

ACTS = {act for acts in get_args(referral.Act) for act in get_args(acts)}
BY_ITSELF = {"name", "send", "open", "mark_overdue"}
"""Acts that no button says: they follow from a consent, a look at the page, the time."""


def test_every_act_is_offered_to_somebody() -> None:
    offered = {*proposals.ACTS, *phone_answers.ACTS, *partner.ACTS, *get_args(referral.NotYet), "reply"}
    assert offered == ACTS - BY_ITSELF


@pytest.mark.parametrize(
    ("shown", "used"),
    [
        (labels_de.STATES, get_args(referral.Stage)),
        (labels_de.ACTS, ACTS - BY_ITSELF),
        (partner_labels_de.STATES, set(get_args(referral.Stage)) - {"preparing", "named"}),
        (partner_labels_de.NEXT, set().union(*GROUPS)),
        (partner_labels_de.ACTS, labels_de.ACTS),
        (partner_labels_de.FOLLOWS, get_args(referral.Answer)),
        (labels_de.WHY, get_args(factors.Why)),
        (labels_de.WHY_NOT, get_args(filters.WhyNot)),
    ],
)
def test_every_word_has_a_label(shown: Iterable[str], used: Iterable[str]) -> None:
    assert set(shown) == set(used)
