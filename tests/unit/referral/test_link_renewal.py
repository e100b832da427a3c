"""A link that has ended is replaced for what is still open, once a day; the old one opens nothing."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referral.domain import link
from services.referral.domain.link_renewal import AGAIN_AFTER, renew_link
from services.referral.domain.referral import READABLE, Stage
from shared.contracts.vocabulary import ReferralKind
from tests.unit.referral.given import referral

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
ENDED = {"link_until": NOW - timedelta(days=3)}
KEY, REFERENCE = bytes(32), "0b7c9f4f8f5d4f0c9b1f4c0a2d3e4f50"


@pytest.mark.parametrize("state", get_args(Stage))
def test_only_what_the_partner_may_still_read_gets_a_new_link(state: Stage) -> None:
    assert (renew_link(referral(state, **ENDED), NOW) is not None) == (state in READABLE)


def test_of_what_the_person_does_herself_and_of_what_was_not_sent_there_is_none() -> None:
    assert renew_link(referral("accepted", kind=ReferralKind.COLD, **ENDED), NOW) is None
    assert renew_link(referral("accepted", link_until=None), NOW) is None


@given(since=st.timedeltas(timedelta(0), timedelta(days=3)), ended=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_however_often_it_is_asked_for_one_leaves_in_a_day(since: timedelta, ended: timedelta) -> None:
    first = renew_link(referral("accepted", link_until=NOW - ended), NOW)
    assert first is not None
    assert (renew_link(first.state, NOW + since) is None) == (since < AGAIN_AFTER)


@given(st.timedeltas(-timedelta(days=200), timedelta(days=400)))
def test_the_new_one_ends_later_than_all_before_it(until: timedelta) -> None:
    renewed = renew_link(referral("accepted", link_until=NOW + until), NOW)
    assert renewed is not None
    assert renewed.state.link_until is not None
    assert renewed.state.link_until >= max(NOW + until, NOW + AGAIN_AFTER)


@given(st.integers(-1000, 1000))
def test_a_link_is_alive_or_has_ended_and_never_both(seconds: int) -> None:
    token = link.sign(KEY, REFERENCE, NOW + timedelta(seconds=seconds))
    found = {link.read(KEY, token, NOW), link.read_ended(KEY, token, NOW)}
    assert found == {REFERENCE, None}
    assert (link.read_ended(KEY, token, NOW) is None) == (seconds >= 0)


@given(st.text(max_size=80))
def test_what_we_never_signed_is_no_link_that_has_ended(token: str) -> None:
    assert link.read_ended(KEY, token, NOW) is None


def test_the_link_to_an_entry_is_none_to_a_referral_that_has_ended() -> None:
    token = link.sign_entry(KEY, "f3f12295-26e9-433c-bdd3-478fa7462f73", NOW - timedelta(days=1))
    assert link.read_ended(KEY, token, NOW) is None
    assert link.read_ended(bytes([1]) * 32, link.sign(KEY, REFERENCE, NOW - timedelta(days=1)), NOW) is None
