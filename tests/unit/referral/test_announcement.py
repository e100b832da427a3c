"""After an update all entries are told at once, and once more when no process of the release before runs any more."""

from datetime import UTC, datetime, timedelta
from typing import Final

from services.referral.domain.announcement import FORM, UPDATED_WITHIN, Announcement, is_due, told, told_file_numbers

UPDATED: Final = datetime(2026, 11, 29, 9, tzinfo=UTC)
LATER: Final = UPDATED + UPDATED_WITHIN


def test_all_are_told_at_once_and_once_more_a_day_later() -> None:
    assert is_due(Announcement(), UPDATED)
    first = told(Announcement(), UPDATED)
    assert first.form == FORM
    assert not is_due(first, LATER - timedelta(seconds=1))
    assert is_due(first, LATER)
    again = told(first, LATER)
    assert not is_due(again, LATER + timedelta(days=400))


def test_a_release_that_says_more_begins_anew() -> None:
    before = told(told(Announcement(), UPDATED), LATER).model_copy(update={"form": FORM - 1})
    assert is_due(before, LATER)
    assert not told(before, LATER).told_again
    assert is_due(told(before, LATER), LATER + UPDATED_WITHIN)


def test_that_file_numbers_are_told_is_known_for_good() -> None:
    done = told_file_numbers(told(Announcement(), UPDATED))
    assert done.file_numbers
    assert told(done, LATER).file_numbers
    assert told(done.model_copy(update={"form": FORM - 1}), LATER).file_numbers
