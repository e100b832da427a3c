"""Tests that share a process of intake's do not feel that another one asked before."""

import pytest

from services.intake.limits import GUESSES_OF_ONE, of_channels
from shared.errors import TooMany
from tests.harness.services.kept_processes import RenewedLimits


def test_who_used_up_a_limit_in_one_test_has_all_of_it_in_the_next() -> None:
    limits = RenewedLimits()
    for _ in range(2):
        for _ in range(GUESSES_OF_ONE.at_once):
            limits.guesses.take("192.0.2.1")
        with pytest.raises(TooMany):
            limits.guesses.take("192.0.2.1")
        limits.renew()


def test_they_have_what_the_wiring_says() -> None:
    limits = RenewedLimits(channels=of_channels(1))
    limits.channels.take("one")
    with pytest.raises(TooMany):
        limits.channels.take("one")
