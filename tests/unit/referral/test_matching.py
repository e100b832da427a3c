"""Which partners are proposed for a case, in which order, and what excludes the others."""

from datetime import UTC, date, datetime
from typing import Any

from services.referral.domain.case import Case
from services.referral.domain.matching import MatchingInput, match
from services.referral.domain.partner import Partner
from services.referral.domain.referral import Stage
from services.referral.subscriptions import to_case
from shared.contracts.intake import CaseTriaged, Wishes
from shared.contracts.vocabulary import Land, Level, Need, PartnerCategory, ThreatKind, Urgency
from tests.harness.case_events import case_triaged
from tests.unit.referral.given import case, partner

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


def obstacle(given: Case, of: Partner, asked: dict[str, Stage] | None = None) -> str | None:
    matching = match(given, [of], asked or {}, NOW)
    return matching.exclusions[0].code if matching.exclusions else None


def order(given: Case, *partners: Partner) -> list[str]:
    return [proposal.partner_id for proposal in match(given, partners, {}, NOW).proposals]


def test_a_fitting_partner_is_proposed_with_every_reason_and_its_points() -> None:
    (proposal,) = match(case(), [partner("a")], {}, NOW).proposals
    assert {(reason.code, reason.points, reason.about) for reason in proposal.reasons} == {
        ("covers_need", 3, ("legal",)),
        ("knows_threat", 2, ("defamation",)),
        ("in_the_land", 2, ("NW",)),
    }
    assert proposal.points == 7


def test_who_must_investigate_is_never_proposed_against_the_wish() -> None:
    for category in (PartnerCategory.POLICE, PartnerCategory.PROSECUTION):
        of = partner("a", category=category)
        assert obstacle(case(), of) is None
        assert obstacle(case(no_police=True), of) == "wish_no_police"
        assert obstacle(case(no_prosecution=True), of) == "wish_no_prosecution"


def test_a_delisted_partner_is_excluded_before_all_else() -> None:
    assert obstacle(case(no_police=True), partner("a", category=PartnerCategory.POLICE, listed=False)) == "delisted"


def test_territory_is_a_hard_filter_and_federal_partners_serve_all() -> None:
    assert obstacle(case(land=Land.BY), partner("a")) == "other_land"
    assert obstacle(case(land=Land.UNKNOWN), partner("a")) == "land_unknown"
    everywhere = partner("a", level=Level.FEDERAL, land=None, areas=frozenset())
    assert obstacle(case(land=Land.BY), everywhere) is None
    assert obstacle(case(land=Land.UNKNOWN), everywhere) is None


def test_who_was_asked_in_this_case_is_not_proposed_again_and_it_says_why() -> None:
    states: tuple[Stage, ...] = ("declined", "returned", "expired", "failed")
    for state in states:
        assert obstacle(case(), partner("a"), {"a": state}) == state
    assert obstacle(case(), partner("a"), {"a": "overdue"}) == "already_asked"
    assert obstacle(case(), partner("a"), {"a": "recalled"}) is None


def test_who_offers_nothing_that_the_case_needs_is_excluded() -> None:
    media_only = case(needs=frozenset({Need.MEDIA}), threat_kinds=frozenset())
    assert obstacle(media_only, partner("a")) == "other_subject"


def test_before_triage_a_partner_for_orientation_is_proposed() -> None:
    untold = case(needs=frozenset(), threat_kinds=frozenset(), triaged=False)
    assert order(untold, partner("legal"), partner("pilot", needs=frozenset({Need.ORIENTATION}))) == ["pilot"]


def test_more_needs_covered_rank_higher_than_the_same_land() -> None:
    given = case(needs=frozenset({Need.LEGAL, Need.EVIDENCE}))
    both = partner("both", needs=frozenset({Need.LEGAL, Need.EVIDENCE}), areas=frozenset(), land=None)
    assert order(given, partner("near"), both) == ["both", "near"]


def test_a_fast_answer_counts_only_when_it_is_urgent() -> None:
    slow, fast = partner("a-slow", response_days=5, languages=frozenset({"en"})), partner("b-fast", response_days=1)
    english = {"languages": frozenset({"en"})}
    assert order(case(**english), slow, fast) == ["a-slow", "b-fast"]
    assert order(case(**english, urgency=Urgency.IMMEDIATE), slow, fast) == ["b-fast", "a-slow"]


def test_an_entry_that_nobody_confirmed_for_a_year_ranks_lower() -> None:
    stale = partner("a", assured_on=date(2025, 1, 1))
    assert order(case(), stale, partner("b"), partner("c", assured_on=NOW.date())) == ["c", "b", "a"]


def test_matching_reads_every_field_of_its_input() -> None:
    """A field that nothing reads does not belong there, and would have no business in the store."""
    read: set[str] = set()

    class Watched(MatchingInput):
        def __getattribute__(self, name: str) -> Any:
            read.add(name)
            return super().__getattribute__(name)

    watched = Watched.model_validate(case().model_dump())
    match(watched, [partner("a"), partner("b", category=PartnerCategory.POLICE)], {}, NOW)
    assert MatchingInput.model_fields.keys() - read == {"version"}


def test_every_field_of_the_input_is_published_by_intake_under_its_name() -> None:
    published = CaseTriaged.model_fields.keys() | Wishes.model_fields.keys()
    assert MatchingInput.model_fields.keys() - published == {"version"}


def test_a_published_case_is_matched_with_all_that_was_published() -> None:
    coarse = {
        "land": Land.BY,
        "threat_kinds": frozenset({ThreatKind.DOXING}),
        "needs": frozenset({Need.LEGAL}),
        "urgency": Urgency.URGENT,
    }
    wishes = {"no_police": True, "no_prosecution": True, "languages": frozenset({"en"})}
    triaged = case_triaged("5f6bd6a9-6a8e-4f0e-8a35-0c1f5c1f3b55").model_dump()
    published = CaseTriaged.model_validate(triaged | coarse | {"wishes": wishes})
    known = to_case(published, triaged=True)
    assert known.model_dump(include=coarse.keys() | wishes.keys()) == coarse | wishes
    assert (known.triaged, known.closed) == (True, False)
