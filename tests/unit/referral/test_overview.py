"""The order in which a partner's people see their referrals, and the place at which the next page begins."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referral.domain.overview import ENDED_SHOWN_FOR, GROUPS, Place, ended_lately
from services.referral.domain.referral import READABLE, WAITING
from shared.errors import NotFound
from tests.unit.referral.given import referral

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
REFERENCE = "0b7c9f4f8f5d4f0c9b1f4c0a2d3e4f50"


def test_whatever_the_partner_may_read_is_in_one_group_and_what_waits_for_it_is_first() -> None:
    assert sorted(state for states in GROUPS for state in states) == sorted(READABLE)
    assert GROUPS[0] == WAITING - {"questioned"}


@given(
    st.sampled_from(sorted(READABLE)),
    st.integers(0, 4 * 10**12).map(lambda ms: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)),
)
def test_a_place_is_read_as_it_was_written(state: str, due: datetime) -> None:
    place = Place.of(referral(state, respond_by=due, reference=REFERENCE))  # type: ignore[arg-type]
    assert state in GROUPS[place.group]
    assert Place.read(place.write()) == place


@given(st.text(max_size=60))
def test_whatever_else_is_no_place(written: str) -> None:
    with pytest.raises(NotFound):
        Place.read(written)


@pytest.mark.parametrize(
    "written", [f"3-0-{REFERENCE}", f"0-{10**13}-{REFERENCE}", f"0-0-{REFERENCE[1:]}", f"0--1-{REFERENCE}"]
)
def test_a_place_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(NotFound):
        Place.read(written)


def test_what_ended_is_shown_for_a_while() -> None:
    lately, long_ago = (
        referral("declined", changed_at=NOW - ENDED_SHOWN_FOR + timedelta(minutes=off)) for off in (1, 0)
    )
    assert ended_lately([lately, long_ago], NOW) == [lately]


@pytest.mark.parametrize(
    ("state", "late"),
    [("sent", True), ("waitlisted", True), ("overdue", True), ("questioned", False), ("accepted", False)],
)
def test_late_is_who_should_have_decided(state: str, late: bool) -> None:
    over = referral(state, respond_by=NOW - timedelta(minutes=1))  # type: ignore[arg-type]
    assert over.is_late(NOW) is late
    assert over.is_late(NOW - timedelta(hours=1)) is (state == "overdue")
