"""Matching finds what was judged by hand; the judged cases are many, and hard enough that none of it can be spared."""

from collections import Counter
from typing import Any, Final

import pytest

from services.referral.domain import factors, filters
from services.referral.domain.directory_index import DirectoryIndex
from services.referral.domain.factors import FACTORS
from services.referral.domain.filters import FILTERS
from services.referral.domain.matching import match
from services.referral.domain.partner import Partner
from services.referral.domain.question import Circumstances, MatchingInput, Question
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


def partners() -> list[Partner]:
    plain = {"mails": (), "topic": "opaque", "note": "", "listed": True}
    return [Partner.model_validate(plain | {"partner_id": key, "name": key} | entry) for key, entry in ENTRIES.items()]


INDEX: Final = DirectoryIndex(partners(), {key for key, entry in ENTRIES.items() if entry.get("onboarded", True)})


def question(judged: Judged) -> Question:
    wishes = {"no_police": False, "no_prosecution": False, "languages": []}
    circumstances = Circumstances(judged.place, frozenset(judged.conflict), frozenset(judged.refused))
    given = MatchingInput.model_validate({"case_id": "c"} | wishes | judged.case)
    return Question(given, INDEX, judged.asked, judged.at, circumstances)


def differs(judged: Judged) -> list[str]:
    """What matching finds otherwise than it was judged."""
    found = match(question(judged))
    together = tuple(each.partner.partner_id for each in found.together)
    excluded = {partner.partner_id: why_not for partner, why_not in found.exclusions()}
    said = {each.partner.partner_id: {reason.code for reason in each.reasons} for each in found.proposals}
    return [
        *([f"{together} instead of {judged.fits}"] if together != judged.fits else []),
        *([f"gaps {found.gaps}"] if found.gaps != judged.gaps else []),
        *(f"{key}: {excluded.get(key)}" for key, code in judged.excluded.items() if excluded.get(key) != code),
        *(f"{key}: {said.get(key)}" for key, codes in judged.says.items() if not said.get(key, set()) >= {*codes}),
    ]


@pytest.mark.parametrize("judged", JUDGED, ids=lambda each: each.about)
def test_matching_finds_what_was_judged(judged: Judged) -> None:
    assert differs(judged) == []


@pytest.mark.parametrize("judged", JUDGED, ids=lambda each: each.about)
def test_every_partner_is_proposed_or_excluded_and_never_both(judged: Judged) -> None:
    found = match(question(judged))
    proposed = [each.partner.partner_id for each in found.proposals]
    excluded = [partner.partner_id for partner, _ in found.exclusions()]
    assert sorted(proposed + excluded) == sorted(ENTRIES)
    assert all(each.reasons for each in found.proposals)


@pytest.mark.parametrize("table", [FILTERS, FACTORS], ids=["filters", "factors"])
def test_each_filter_and_each_factor_that_is_removed_turns_two_judgements_red(table: dict[str, Any]) -> None:
    seen = {}
    for name in list(table):
        removed = {other: each for other, each in table.items() if other != name}
        with pytest.MonkeyPatch.context() as patched:
            for each in (filters, factors):
                kept = "FILTERS" if each is filters else "FACTORS"
                patched.setattr(each, kept, removed if getattr(each, kept) is table else getattr(each, kept))
            seen[name] = sum(bool(differs(judged)) for judged in JUDGED)
    assert {name: red for name, red in seen.items() if red < 2} == {}
