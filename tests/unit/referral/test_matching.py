from dataclasses import replace
from datetime import date

from services.referral.domain.case import Case
from services.referral.domain.life import State
from services.referral.domain.matching import match
from services.referral.domain.partner import Partner
from shared.contracts.vocabulary import Land, Level, Need, PartnerCategory, Urgency
from tests.unit.referral.given import CASE, partner

TODAY = date(2026, 9, 1)


def obstacle(case: Case, of: Partner, asked: dict[str, State] | None = None) -> str | None:
    matching = match(case, [of], asked or {}, TODAY)
    return matching.exclusions[0].code if matching.exclusions else None


def order(case: Case, *partners: Partner) -> list[str]:
    return [proposal.partner_id for proposal in match(case, partners, {}, TODAY).proposals]


def test_a_fitting_partner_is_proposed_with_every_reason_and_its_points() -> None:
    (proposal,) = match(CASE, [partner("a")], {}, TODAY).proposals
    assert {(reason.code, reason.points, reason.about) for reason in proposal.reasons} == {
        ("covers_need", 3, ("legal",)),
        ("knows_threat", 2, ("defamation",)),
        ("in_the_land", 2, ("NW",)),
    }
    assert proposal.points == 7


def test_who_must_investigate_is_never_proposed_against_the_wish() -> None:
    for category in (PartnerCategory.POLICE, PartnerCategory.PROSECUTION):
        of = partner("a", category=category)
        assert obstacle(CASE, of) is None
        assert obstacle(replace(CASE, no_police=True), of) == "wish_no_police"
        assert obstacle(replace(CASE, no_prosecution=True), of) == "wish_no_prosecution"


def test_a_delisted_partner_is_excluded_before_all_else() -> None:
    assert (
        obstacle(replace(CASE, no_police=True), partner("a", category=PartnerCategory.POLICE, listed=False))
        == "delisted"
    )


def test_territory_is_a_hard_filter_and_federal_partners_serve_all() -> None:
    assert obstacle(replace(CASE, land=Land.BY), partner("a")) == "other_land"
    assert obstacle(replace(CASE, land=Land.UNKNOWN), partner("a")) == "land_unknown"
    everywhere = partner("a", level=Level.FEDERAL, land=None, areas=frozenset())
    assert obstacle(replace(CASE, land=Land.BY), everywhere) is None
    assert obstacle(replace(CASE, land=Land.UNKNOWN), everywhere) is None


def test_who_was_asked_in_this_case_is_not_proposed_again_and_it_says_why() -> None:
    states: tuple[State, ...] = ("declined", "returned", "expired", "failed")
    for state in states:
        assert obstacle(CASE, partner("a"), {"a": state}) == state
    assert obstacle(CASE, partner("a"), {"a": "overdue"}) == "already_asked"
    assert obstacle(CASE, partner("a"), {"a": "recalled"}) is None


def test_who_offers_nothing_that_the_case_needs_is_excluded() -> None:
    case = replace(CASE, needs=frozenset({Need.MEDIA}), threat_kinds=frozenset())
    assert obstacle(case, partner("a")) == "other_subject"


def test_before_triage_a_partner_for_orientation_is_proposed() -> None:
    untold = replace(CASE, needs=frozenset(), threat_kinds=frozenset(), triaged=False)
    assert order(untold, partner("legal"), partner("pilot", needs=frozenset({Need.ORIENTATION}))) == ["pilot"]


def test_more_needs_covered_rank_higher_than_the_same_land() -> None:
    case = replace(CASE, needs=frozenset({Need.LEGAL, Need.EVIDENCE}))
    both = partner("both", needs=frozenset({Need.LEGAL, Need.EVIDENCE}), areas=frozenset(), land=None)
    assert order(case, partner("near"), both) == ["both", "near"]


def test_a_fast_answer_counts_only_when_it_is_urgent() -> None:
    slow, fast = partner("a-slow", response_days=5, languages=frozenset({"en"})), partner("b-fast", response_days=1)
    english = replace(CASE, languages=frozenset({"en"}))
    assert order(english, slow, fast) == ["a-slow", "b-fast"]
    assert order(replace(english, urgency=Urgency.IMMEDIATE), slow, fast) == ["b-fast", "a-slow"]


def test_an_entry_that_nobody_confirmed_for_a_year_ranks_lower() -> None:
    stale = partner("a", assured_on=date(2025, 1, 1))
    assert order(CASE, stale, partner("b"), partner("c", assured_on=TODAY)) == ["c", "b", "a"]
