"""How many entries were in the directory on which day."""

from datetime import UTC, date, datetime

import pytest

from services.referral.domain.entry_change import EntryChange, FieldChange, How, compare
from services.referral.domain.growth import growth, is_listed
from services.referral.domain.partner import Partner
from shared.contracts.vocabulary import Land, Level, PartnerCategory
from tests.unit.referral.given import partner

TODAY = date(2026, 3, 2)


def change(on: date, before: Partner | None, after: Partner, how: How = "entered") -> EntryChange:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    changes = compare(before, after)
    return EntryChange(id=f"{on}", partner_id=after.partner_id, at=at, by="Sven", how=how, changes=changes)


NORTH = partner("north", land=Land.NW)
GONE = NORTH.model_copy(update={"listed": False})
HISTORY = (
    change(date(2025, 1, 10), None, NORTH),
    change(date(2025, 10, 1), NORTH, GONE, "suspended"),
    change(date(2026, 1, 5), GONE, NORTH, "restored"),
)


@pytest.mark.parametrize(
    ("day", "was_there"),
    [
        (date(2025, 1, 9), False),
        (date(2025, 1, 10), True),
        (date(2025, 9, 30), True),
        (date(2025, 10, 1), False),
        (date(2026, 1, 4), False),
        (date(2026, 1, 5), True),
    ],
    ids=str,
)
def test_an_entry_counts_on_the_days_on_which_it_was_listed(day: date, was_there: bool) -> None:
    assert is_listed(NORTH, HISTORY, day) is was_there


def test_what_is_older_than_the_history_counts_from_the_beginning() -> None:
    assert is_listed(NORTH, (), date(2020, 1, 1))
    assert is_listed(GONE, (change(date(2026, 1, 5), NORTH, GONE),), date(2020, 1, 1))
    assert not is_listed(GONE, (change(date(2026, 1, 5), NORTH, GONE),), date(2026, 1, 5))
    elsewhere = EntryChange(
        id="x",
        partner_id="north",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        by="Sven",
        how="edited",
        changes=(FieldChange(field="name", before="a", after="b"),),
    )
    assert is_listed(NORTH, (elsewhere,), date(2025, 1, 1))


def test_it_is_counted_by_seat_level_and_category() -> None:
    federal = partner("federal", land=None, level=Level.FEDERAL, category=PartnerCategory.POLICE)
    never = partner("never", listed=False, land=Land.BE)
    grown = growth([NORTH, federal, never], HISTORY, TODAY)
    assert [f"{day}" for day in grown.days] == ["2024-03-02", "2025-03-02", "2025-09-02", "2025-12-02", "2026-03-02"]
    assert grown.total == [1, 2, 2, 1, 2]
    assert grown.by_land.by_key == {Land.NW: [0, 1, 1, 0, 1], None: [1, 1, 1, 1, 1]}
    assert grown.by_level.by_key == {Level.LAND: [0, 1, 1, 0, 1], Level.FEDERAL: [1, 1, 1, 1, 1]}
    assert grown.by_category.by_key == {PartnerCategory.LEGAL: [0, 1, 1, 0, 1], PartnerCategory.POLICE: [1] * 5}


def test_of_an_empty_directory_there_is_nothing_to_show() -> None:
    grown = growth([], [], TODAY)
    assert (grown.total, grown.by_land.by_key) == ([0] * 5, {})
