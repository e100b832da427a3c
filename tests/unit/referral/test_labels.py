"""Every word that only referral uses has a German label, and no other has."""

from collections.abc import Iterable
from typing import get_args

import pytest

from services.referral.domain import entry_text, factors, filters, referral
from services.referral.domain.overview import GROUPS
from services.referral.domain.partner import Partner
from services.referral.pages import entry_form, labels_de, partner, partner_labels_de, phone_answers, proposals

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


def test_every_field_of_a_partner_is_entered_by_somebody_or_kept_by_us() -> None:
    """So that it is asked for, shown in the history, imported and told to other directories (test_hsds.py)."""
    entered = Partner.model_fields.keys() - KEPT_BY_US
    assert set(entry_text.KINDS) == entered - {"listed"}
    assert set(entry_form.LABELS) == entered


KEPT_BY_US = {"version", "partner_id", "topic", "suspended", "imported"}
