"""The judged cases are many and whole, and a filter by category and Land alone would answer some of them wrongly."""

from collections import Counter
from typing import Final

import pytest

from shared.contracts.vocabulary import Need
from tests.unit.referral.judged_cases import JUDGED, Judged
from tests.unit.referral.judged_directory import ENTRIES

BY_CATEGORY: Final = {
    "police_security": {"police", "security_authority"},
    "prosecution": {"prosecution", "police"},
    "legal": {"legal"},
    "psychological": {"psychological"},
    "digital_safety": {"digital"},
    "evidence": {"digital", "police"},
    "peer": {"peer"},
    "family": {"psychological", "victim_support"},
    "media": {"media"},
    "orientation": {"victim_support"},
    "training": {"association"},
}


def by_category(judged: Judged) -> set[str]:
    """What two drop-downs, category and Land, lead to: of each category the nearest, then the quickest.

    Who left the directory, was asked already or is not wanted is passed over: that much anybody sees.
    """
    found = set()
    for need in judged.case["needs"] or ["orientation"]:
        offered = [
            (not entry["areas"], entry["response_days"], key)
            for key, entry in ENTRIES.items()
            if entry["category"] in BY_CATEGORY[need]
            and judged.case["land"] in (entry["areas"] or [judged.case["land"]])
            and entry.get("listed", True)
            and key not in {*judged.asked, *judged.refused}
        ]
        found |= {min(offered)[-1]} if offered else set()
    return found


def test_there_are_enough_of_them_and_each_is_judged_with_a_reason() -> None:
    assert len(JUDGED) >= 40
    assert all(judged.because for judged in JUDGED)
    assert [about for about, times in Counter(each.about for each in JUDGED).items() if times > 1] == []


def test_a_filter_by_category_would_be_wrong_in_at_least_ten() -> None:
    assert sum(judged.category_misleads for judged in JUDGED) >= 10


@pytest.mark.parametrize("judged", [each for each in JUDGED if each.category_misleads], ids=lambda each: each.about)
def test_where_it_is_said_to_mislead_it_does(judged: Judged) -> None:
    assert by_category(judged) != set(judged.fits)


@pytest.mark.parametrize("judged", JUDGED, ids=lambda each: each.about)
def test_a_judgement_names_partners_and_needs_that_there_are(judged: Judged) -> None:
    named = {*judged.fits, *judged.excluded, *judged.says, *judged.asked, *judged.refused}
    assert named <= ENTRIES.keys()
    assert {*judged.gaps, *judged.case["needs"]} <= set(Need)
    assert not set(judged.fits) & judged.excluded.keys()
