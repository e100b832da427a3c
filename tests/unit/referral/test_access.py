"""A PIN, a token and a link open what they were made for, and nothing else."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.referral.domain import link
from services.referral.domain.access import StretchedPin, is_right, issue_access

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
KEY = bytes(32)
REFERENCE = "0b7c9f4f8f5d4f0c9b1f4c0a2d3e4f50"


def test_a_pin_is_right_or_not() -> None:
    access = issue_access("p", "token", StretchedPin(b"salt", b"of it"), NOW).state
    assert is_right(access, StretchedPin(b"salt", b"of it"))
    assert not is_right(access, StretchedPin(b"salt", b"of another"))


def test_the_token_is_not_kept() -> None:
    access = issue_access("p", "the-token", StretchedPin(b"salt", b"of it"), NOW).state
    assert "the-token" not in repr(access)


def test_a_link_opens_its_referral_until_it_ends() -> None:
    token = link.sign(KEY, REFERENCE, NOW)
    assert link.read(KEY, token, NOW) == REFERENCE
    assert link.read(KEY, token, NOW + timedelta(seconds=1)) is None
    assert link.read(b"other" + KEY[5:], token, NOW) is None
    assert link.sign(KEY, REFERENCE, NOW) == token


@given(st.text(max_size=80))
def test_whatever_else_is_no_link(token: str) -> None:
    assert link.read(KEY, token, NOW) is None
