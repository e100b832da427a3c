"""Every word that only referral uses has a German label, and no other has."""

from collections.abc import Iterable
from typing import get_args

import pytest

from services.referral.domain import factors, filters, referral
from services.referral.domain.overview import GROUPS
from services.referral.pages import labels_de, partner_labels_de


@pytest.mark.parametrize(
    ("shown", "used"),
    [
        (labels_de.STATES, get_args(referral.Stage)),
        (labels_de.ACTS, (*get_args(referral.Answer), *get_args(referral.NotYet), "reply", "expire", "recall")),
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
