"""What the person agrees to, item by item and file by file; a refusal for good, and who may be asked again."""

from datetime import timedelta
from itertools import permutations

import pytest

from services.intake.domain.consent import (
    Consent,
    Decision,
    agreed_evidence,
    agreed_items,
    is_excluded,
    is_refused_for_good,
    lapse_without_partner,
    may_be_asked_again,
    said_about,
    standing,
)
from services.intake.domain.handover import Handover, follow, lapse
from shared.contracts.vocabulary import ConsentItem, ReferralKind
from shared.errors import Conflict, Invalid
from tests.unit.intake.test_handover import NOW, OTHER, PARTNER, asked, decided

ASKED_FOR = (ConsentItem.NAME, ConsentItem.CONTACT, ConsentItem.ACCOUNT)


@pytest.mark.parametrize("size", range(1, len(ASKED_FOR) + 1))
def test_what_was_ticked_is_agreed_to_in_the_order_of_the_question(size: int) -> None:
    handover = asked(items=ASKED_FOR)
    for ticked in permutations(ASKED_FOR, size):
        given = decided(handover, [], "given", items=ticked)
        assert agreed_items(handover, given) == tuple(item for item in ASKED_FOR if item in ticked)


def test_nothing_is_agreed_to_before_the_consent_and_all_where_nobody_asked_for_ticks() -> None:
    handover = asked(items=ASKED_FOR)
    assert agreed_items(handover, []) == ()
    assert agreed_items(handover, decided(handover, [], "refused")) == ()
    assert agreed_items(handover, decided(handover, [], "given")) == ASKED_FOR
    stored = decided(handover, [], "given")[0].model_dump(exclude={"items", "never"})
    assert agreed_items(handover, [Consent.model_validate(stored)]) == ASKED_FOR


@pytest.mark.parametrize("items", [(), (ConsentItem.EVIDENCE,), (ConsentItem.NAME, ConsentItem.EVIDENCE)])
def test_nobody_agrees_to_nothing_or_to_what_was_not_asked(items: tuple[ConsentItem, ...]) -> None:
    with pytest.raises(Invalid):
        decided(asked(items=ASKED_FOR), [], "given", items=items)


FILES = ("one", "two", "three")
WITH_FILES = (ConsentItem.ACCOUNT, ConsentItem.EVIDENCE)


def with_files() -> Handover:
    return asked(items=WITH_FILES, evidence=FILES)


@pytest.mark.parametrize("size", range(len(FILES) + 1))
def test_only_the_files_that_were_ticked_are_agreed_to(size: int) -> None:
    for ticked in permutations(FILES, size):
        given = decided(with_files(), [], "given", items=WITH_FILES, evidence=ticked)
        assert agreed_evidence(with_files(), given) == tuple(each for each in FILES if each in ticked)


def test_without_a_tick_no_file_is_agreed_to_whoever_asked() -> None:
    assert agreed_evidence(with_files(), []) == ()
    decisions: tuple[Decision, ...] = ("given", "refused")
    for decision in decisions:
        consents = decided(with_files(), [], decision, evidence=())
        assert agreed_evidence(with_files(), consents) == ()
    stored = decided(with_files(), [], "given", evidence=FILES)[0].model_dump(exclude={"evidence"})
    assert agreed_evidence(with_files(), [Consent.model_validate(stored)]) == ()


def test_a_refusal_agrees_to_no_file_whatever_was_ticked() -> None:
    assert decided(with_files(), [], "refused", evidence=FILES)[0].evidence == ()


@pytest.mark.parametrize(
    ("items", "evidence"),
    [(WITH_FILES, ("another",)), (None, ("another",)), ((), FILES), (WITH_FILES, (*FILES, "another"))],
)
def test_nobody_agrees_to_a_file_that_was_not_asked_for_or_to_files_alone(
    items: tuple[ConsentItem, ...] | None, evidence: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid):
        decided(with_files(), [], "given", items=items, evidence=evidence)


def test_a_second_yes_to_other_files_is_refused_and_the_same_is_nothing_new() -> None:
    given = decided(with_files(), [], "given", items=WITH_FILES, evidence=FILES[:2])
    assert decided(with_files(), given, "given", items=WITH_FILES, evidence=FILES[1::-1]) == given
    with pytest.raises(Conflict, match="not-in-this-state"):
        decided(with_files(), given, "given", items=WITH_FILES, evidence=FILES)


def test_files_are_asked_for_with_the_item_that_names_them() -> None:
    with pytest.raises(Invalid):
        asked(evidence=FILES)
    with pytest.raises(Invalid):
        asked(items=(), kind=ReferralKind.COLD, evidence=FILES)


def test_a_second_yes_to_something_else_is_refused_and_the_same_is_nothing_new() -> None:
    handover, name_only = asked(items=ASKED_FOR), (ConsentItem.NAME,)
    given = decided(handover, [], "given", items=name_only)
    assert decided(handover, given, "given", items=name_only) == given
    with pytest.raises(Conflict, match="not-in-this-state"):
        decided(handover, given, "given", items=ASKED_FOR)


def test_a_partner_is_excluded_by_a_refusal_for_good_only() -> None:
    handover = asked()
    for consents, excluded in (
        (decided(handover, [], "refused"), False),
        (decided(handover, [], "refused", never=True), True),
        (decided(handover, [], "given", never=True), False),
    ):
        assert is_excluded(PARTNER.id, [handover], consents) is excluded
    assert not is_excluded(OTHER.id, [handover], decided(handover, [], "refused", never=True))


def test_never_after_a_plain_no_is_new_and_said_again_is_not() -> None:
    handover = asked()
    no = decided(handover, [], "refused")
    never = decided(handover, no, "refused", never=True)
    assert [each.never for each in never] == [False, True]
    assert standing(handover, never) == "refused"
    assert (is_refused_for_good(handover, no), is_refused_for_good(handover, never)) == (False, True)
    assert decided(handover, never, "refused", never=True) == decided(handover, never, "refused") == never


@pytest.mark.parametrize(("hours", "excluded"), [(0, True), (1, False)])
def test_a_refusal_for_good_holds_until_a_question_of_a_later_hour(hours: int, *, excluded: bool) -> None:
    first, later = asked(), asked(handover_id="later").model_copy(update={"asked_at": NOW + timedelta(hours=hours)})
    never = decided(first, [], "refused", never=True)
    assert is_excluded(PARTNER.id, [first, later], never) is excluded


@pytest.mark.parametrize(("hours", "excluded"), [(0, True), (1, False)])
def test_a_refusal_for_good_holds_until_a_yes_of_a_later_hour(hours: int, *, excluded: bool) -> None:
    first, second = asked(), asked(handover_id="second")
    never = decided(first, [], "refused", never=True)
    yes = decided(second, [], "given")[0].model_copy(update={"at": NOW + timedelta(hours=hours)})
    assert is_excluded(PARTNER.id, [first, second], [*never, yes]) is excluded


@pytest.mark.parametrize(
    ("past", "over", "again"),
    [
        ((), "", False),
        ((), "lapsed", True),
        ((), "left", False),
        (("refused",), "", True),
        (("given",), "", False),
        (("given",), "ended", True),
        (("given", "withdrawn"), "", True),
    ],
)
def test_she_may_be_asked_again_where_nothing_runs_and_the_partner_is_there(
    past: tuple[Decision, ...], over: str, again: bool
) -> None:
    handover, consents = asked(), list[Consent]()
    for decision in past:
        consents = decided(handover, consents, decision)
    match over:
        case "lapsed":
            handover = lapse(handover).state
        case "ended":
            handover = follow(handover, ended=True).state
        case "left":
            left = lapse_without_partner(handover, consents)
            assert left
            handover = left.state
    assert may_be_asked_again(handover, [handover], consents) is again


def test_only_the_last_question_about_a_partner_is_asked_again_and_none_beside_one_that_runs() -> None:
    first, second, elsewhere = asked(), asked(handover_id="second"), asked(handover_id="third", partner=OTHER)
    refused = decided(first, [], "refused")
    both = [first, second, elsewhere]
    assert [may_be_asked_again(each, both, refused) for each in both] == [False, False, False]
    twice = [*refused, *decided(second, [], "refused")]
    assert [may_be_asked_again(each, both, twice) for each in both] == [False, True, False]


def test_what_she_said_about_a_partner_is_told_over_all_its_questions() -> None:
    first, second, elsewhere = asked(), asked(handover_id="second"), asked(handover_id="third", partner=OTHER)
    said = [*decided(first, [], "refused"), *decided(second, [], "given"), *decided(elsewhere, [], "given")]
    assert said_about(PARTNER.id, [first, second, elsewhere], said) == said[:2]
