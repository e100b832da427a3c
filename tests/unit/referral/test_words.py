"""Every word that only referral uses has German, and no other has."""

from collections.abc import Iterable
from typing import get_args

import pytest

from services.referral.domain import life, matching
from services.referral.pages import words

OURS = {"send", "look", "miss", "expire"}


@pytest.mark.parametrize(
    ("shown", "used"),
    [
        (words.STATES, get_args(life.State)),
        (words.ACTS, {*life.STEPS} - OURS),
        (words.WHY, get_args(matching.Why)),
        (words.WHY_NOT, get_args(matching.WhyNot)),
    ],
)
def test_every_word_has_german(shown: Iterable[str], used: Iterable[str]) -> None:
    assert set(shown) == set(used)
