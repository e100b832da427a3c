"""A number for the night is shown only where a human checked it lately, and never one that belongs to nobody."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from services.intake.night_lines import HOLDS_FOR, NightLine, lines_for, listed
from services.intake.settings import is_invented
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import Land

TODAY = date(2026, 11, 28)


def line(land: Land | None, checked_on: date | None) -> NightLine:
    return NightLine(land=land, name="Leitung", phone="0711 1", source="https://a.example", checked_on=checked_on)


BW, BY, ALL = line(Land.BW, TODAY), line(Land.BY, TODAY), line(None, TODAY)


def test_that_of_the_land_comes_first_and_others_never() -> None:
    assert lines_for(Land.BW, TODAY, (ALL, BY, BW)) == [BW, ALL]
    assert lines_for(Land.UNKNOWN, TODAY, (ALL, BY, BW)) == [ALL]
    assert lines_for(None, TODAY, (ALL, BY, BW)) == [BY, BW, ALL]


@pytest.mark.parametrize(
    ("checked_on", "is_shown"),
    [
        (TODAY, True),
        (TODAY - HOLDS_FOR + timedelta(days=1), True),
        (TODAY - HOLDS_FOR, False),
        (TODAY + timedelta(days=1), False),
        (None, False),
    ],
)
def test_one_that_nobody_checked_for_half_a_year_is_hidden(checked_on: date | None, is_shown: bool) -> None:
    assert bool(lines_for(None, TODAY, (line(None, checked_on),))) is is_shown


@pytest.mark.parametrize("source", ["", "mündlich", "http://a.example", "https://"])
def test_one_without_a_source_that_somebody_can_look_at_is_no_line(source: str) -> None:
    with pytest.raises(ValidationError):
        NightLine(land=None, name="Leitung", phone="0711 1", source=source, checked_on=TODAY)


def test_the_committed_file_names_a_source_for_each_and_none_that_is_invented() -> None:
    assert listed()
    for each in listed():
        assert each.source.startswith("https://")
        assert not is_invented(each.phone, None)
        assert each.checked_on is None or each.checked_on <= berlin_day(now())
