"""Matching beyond the judged cases: who counts as asked, which kinds are possible, that all given is read."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.referral.domain.case import Case
from services.referral.domain.directory_index import DirectoryIndex
from services.referral.domain.handover import Decision, Handover
from services.referral.domain.matching import Matching, Proposal, match
from services.referral.domain.partner import Partner, Phone
from services.referral.domain.question import Circumstances, MatchingInput, Past, Question
from services.referral.domain.referral import Stage
from services.referral.handlers.counsellor.propose import how_far
from services.referral.pages.labels_de import ASK_AGAIN
from services.referral.subscriptions import to_case
from shared.contracts.intake import CaseTriaged, Wishes
from shared.contracts.vocabulary import (
    Land,
    MunicipalityKind,
    Need,
    PartnerCategory,
    Person,
    TargetGroup,
    ThreatKind,
    Urgency,
    Way,
)
from tests.harness.case_events import case_triaged
from tests.unit.referral.given import case, partner, referral

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


def matched(given: MatchingInput, *partners: Partner, asked: dict[str, Past] | None = None) -> Matching:
    return match(Question(given, DirectoryIndex(partners), asked or {}, NOW, Circumstances()))


def obstacle(given: Case, of: Partner, asked: dict[str, Past] | None = None) -> str | None:
    return next((why_not for _, why_not in matched(given, of, asked=asked).exclusions()), None)


def test_an_unchanged_plain_partner_has_the_reasons_it_always_had() -> None:
    """What older releases stored has none of the newer fields."""
    (proposal,) = matched(case(), partner("a")).together
    assert {(reason.code, reason.about) for reason in proposal.reasons} == {
        ("covers_need", ("legal",)),
        ("made_for", ("legal",)),
        ("knows_threat", ("defamation",)),
        ("in_the_land", ("NW",)),
    }


def test_who_must_investigate_is_never_proposed_against_the_wish() -> None:
    """Decision 51: each wish has its own; prosecutors remain for who wants charges without the police."""
    police, prosecution = (
        partner("a", category=each) for each in (PartnerCategory.POLICE, PartnerCategory.PROSECUTION)
    )
    security = partner("a", category=PartnerCategory.SECURITY_AUTHORITY)
    for of in (police, prosecution, security):
        assert obstacle(case(), of) is None
    for of in (police, prosecution, security):
        assert obstacle(case(no_police=True), of) == "wish_no_police"
    charges = frozenset({Need.LEGAL, Need.PROSECUTION})
    assert obstacle(case(no_police=True, needs=charges), prosecution) is None
    assert obstacle(case(no_police=True, needs=charges), police) == "wish_no_police"
    for of in (police, prosecution):
        assert obstacle(case(no_prosecution=True, needs=charges), of) == "wish_no_prosecution"
    assert obstacle(case(no_prosecution=True), security) is None


def test_a_delisted_partner_is_excluded_before_all_else() -> None:
    gone = partner("a", category=PartnerCategory.POLICE, listed=False)
    assert obstacle(case(no_police=True), gone) == "delisted"


@pytest.mark.parametrize("stage", ["declined", "returned", "expired", "failed"])
def test_who_could_not_help_in_this_case_is_not_proposed_again_and_it_says_why(stage: Stage) -> None:
    assert obstacle(case(), partner("a"), {"a": stage}) == stage


@pytest.mark.parametrize("stage", ["preparing", "sent", "delivered", "overdue", "accepted", "contacted"])
def test_who_is_at_it_is_not_proposed_again(stage: Stage) -> None:
    assert obstacle(case(), partner("a"), {"a": stage}) == "already_asked"


def test_who_was_recalled_may_be_asked_again() -> None:
    assert obstacle(case(), partner("a"), {"a": "recalled"}) is None


def handover(state: Decision, handover_id: str = "h") -> Handover:
    return Handover(handover_id=handover_id, case_id="c", partner_id="a", state=state)


def test_a_consent_that_was_taken_back_counts_more_than_that_the_referral_was_recalled() -> None:
    recalled = referral("recalled", partner_id="a", handover_id="h")
    assert how_far([handover("withdrawn")], [recalled]) == {"a": "consent_withdrawn"}
    assert how_far([handover("given")], [recalled]) == {"a": "recalled"}


def test_a_question_that_is_not_asked_any_longer_blocks_nobody() -> None:
    assert how_far([handover("lapsed")], []) == {}
    assert how_far([handover("refused"), handover("lapsed", "h2")], []) == {"a": "consent_refused"}


@pytest.mark.parametrize("past", ["consent_refused", "consent_withdrawn", "named", "expired"])
def test_who_did_not_come_about_is_not_proposed_first_again_and_has_a_way_back(past: Past) -> None:
    assert obstacle(case(), partner("a"), {"a": past}) == past
    assert past in ASK_AGAIN


def test_what_waits_for_the_person_counts_before_what_was() -> None:
    declined = referral("declined", partner_id="a", handover_id="h")
    assert how_far([handover("given"), handover("asked", "h2")], [declined]) == {"a": "consent_asked"}
    later = referral("declined", partner_id="a", handover_id="h2")
    assert how_far([handover("refused"), handover("given", "h2")], [later]) == {"a": "declined"}


@pytest.mark.parametrize(("stands", "said"), [("refused", {"a": "consent_refused"}), ("lapsed", {})])
def test_what_was_recalled_for_a_consent_that_never_was_says_nothing_of_the_partner(
    stands: Decision, said: dict[str, Past]
) -> None:
    recalled = referral("recalled", partner_id="a", handover_id="h")
    assert how_far([handover(stands)], [recalled]) == said


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"ways": (Way.MAIL,)}, ("warm",)),
        ({"ways": (Way.KAFKA,), "phones": (Phone(number="030 23125001"),)}, ("warm", "cold")),
        ({"ways": (Way.PHONE,), "phones": (Phone(number="030 23125001"),)}, ("cold",)),
        ({"ways": (Way.LETTER,), "web": "https://hilfe.example.org"}, ("cold",)),
        ({"ways": (Way.LETTER,)}, ()),
    ],
)
def test_warm_needs_a_way_to_ask_the_partner_and_cold_one_for_the_person(
    changes: dict[str, Any], kinds: tuple[str, ...]
) -> None:
    assert Proposal(partner("a", **changes), ()).kinds == kinds


def test_who_cannot_serve_a_need_beside_others_leaves_a_gap() -> None:
    found = matched(case(needs=frozenset({Need.LEGAL, Need.PEER})), partner("a"))
    assert ([each.partner.partner_id for each in found.together], found.gaps) == (["a"], (Need.PEER,))


def test_who_knows_what_happened_but_not_what_is_needed_is_shown_beside_the_set() -> None:
    found = matched(case(needs=frozenset({Need.PEER})), partner("a"))
    assert [each.partner.partner_id for each in found.further] == ["a"]
    assert found.together == ()


def test_matching_reads_every_field_of_its_input() -> None:
    """A field that nothing reads does not belong there, and would have no business in the store."""
    read: set[str] = set()

    class Watched(MatchingInput):
        def __getattribute__(self, name: str) -> Any:
            read.add(name)
            return super().__getattribute__(name)

    watched = Watched.model_validate(case().model_dump())
    matched(watched, partner("a"), partner("b", category=PartnerCategory.POLICE))
    assert MatchingInput.model_fields.keys() - read == {"version", "case_id"}


def test_every_field_of_the_input_is_published_by_intake_under_its_name() -> None:
    published = CaseTriaged.model_fields.keys() | Wishes.model_fields.keys()
    assert MatchingInput.model_fields.keys() - published == {"version"}


def test_a_published_case_is_matched_with_all_that_was_published() -> None:
    coarse = {
        "land": Land.BY,
        "threat_kinds": frozenset({ThreatKind.DOXING}),
        "needs": frozenset({Need.LEGAL}),
        "urgency": Urgency.URGENT,
        "target_group": TargetGroup.MANDATE,
        "municipality_kind": MunicipalityKind.COUNTY,
        "person": Person.FAMILY,
    }
    wishes = {"no_police": True, "no_prosecution": True, "languages": frozenset({"en"})}
    triaged = case_triaged("5f6bd6a9-6a8e-4f0e-8a35-0c1f5c1f3b55").model_dump()
    published = CaseTriaged.model_validate(triaged | coarse | {"wishes": wishes})
    known = to_case(published, triaged=True)
    assert known.model_dump(include=coarse.keys() | wishes.keys()) == coarse | wishes
    assert (known.triaged, known.closed) == (True, False)
