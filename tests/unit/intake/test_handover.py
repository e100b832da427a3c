from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations, product

import pytest

from services.intake.domain.case import Case, Partner, close, open_case
from services.intake.domain.contact_card import ContactCard
from services.intake.domain.handover import (
    ASKED_AFTER,
    NO_LONGER_ASKED,
    TEXT_VERSION,
    Choice,
    Consent,
    Decision,
    Handover,
    Standing,
    Worked,
    agreed_evidence,
    agreed_items,
    ask,
    asks_whether_it_worked,
    decide,
    follow,
    is_excluded,
    is_refused_for_good,
    is_running,
    lapse,
    lapse_without_partner,
    may_be_asked_again,
    name,
    said_about,
    standing,
    take_back,
    tell,
)
from services.intake.domain.ids import CaseId, ContactId, HandoverId, PartnerId
from services.intake.domain.partner import NOTHING_SAID, PartnerDescription
from services.intake.domain.situation import Situation
from services.intake.domain.thread_content import OpenedHandover, ThreadContent
from services.intake.pages.face.follow import undecided_first
from services.intake.state_texts.partner import HOW_IT_BEGINS, of_partner
from shared.contracts.vocabulary import CaseOutcome, Channel, ConsentHow, ConsentItem, PartnerCategory, ReferralKind
from shared.errors import Conflict, Invalid

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
CASE = open_case(CaseId("case"), ContactId("contact"), Channel.PORTAL, Situation()).state
PARTNER = Partner(id=PartnerId("partner"), name="Beratung (Demo)")


def asked(
    case: Case = CASE,
    items: tuple[ConsentItem, ...] = (ConsentItem.ACCOUNT,),
    running: Sequence[Handover] = (),
    handover_id: str = "handover",
    partner: Partner = PARTNER,
    kind: ReferralKind = ReferralKind.WARM,
    description: PartnerDescription = NOTHING_SAID,
    evidence: tuple[str, ...] = (),
) -> Handover:
    return ask(
        HandoverId(handover_id),
        case,
        partner,
        kind=kind,
        items=items,
        sealed={"box": b""},
        replaces=None,
        running=running,
        now=NOW,
        description=description,
        evidence=evidence,
    ).state


def decided(
    handover: Handover,
    consents: list[Consent],
    decision: Decision,
    others: Sequence[Handover] = (),
    items: tuple[ConsentItem, ...] | None = None,
    *,
    never: bool = False,
    evidence: tuple[str, ...] = (),
) -> list[Consent]:
    choice = Choice(decision, items, never, evidence)
    made = decide(handover, consents, choice, consent_id=decision, how=ConsentHow.PAGE, at=NOW, others=others)
    return [*consents, made.state] if made else consents


def test_asking_needs_an_item_and_an_open_case() -> None:
    with pytest.raises(Invalid):
        asked(items=())
    with pytest.raises(Conflict, match="case-closed"):
        asked(close(CASE, CaseOutcome.RESOLVED, consented={}).state)


def test_a_consent_can_be_withdrawn() -> None:
    given = decided(asked(), [], "given")
    assert standing(asked(), given) == "given"
    assert standing(asked(), decided(asked(), given, "withdrawn")) == "withdrawn"


ALLOWED: set[tuple[tuple[Decision, ...], Decision]] = {
    ((), "given"),
    ((), "refused"),
    (("given",), "given"),
    (("given",), "withdrawn"),
    (("refused",), "refused"),
    (("given", "withdrawn"), "withdrawn"),
}
PASTS: tuple[tuple[Decision, ...], ...] = ((), ("given",), ("refused",), ("given", "withdrawn"))
DECISIONS: tuple[Decision, ...] = ("given", "refused", "withdrawn")


@pytest.mark.parametrize(("past", "next_one"), [each for each in product(PASTS, DECISIONS) if each not in ALLOWED])
def test_no_other_decision_is_possible(past: tuple[Decision, ...], next_one: Decision) -> None:
    consents: list[Consent] = []
    for decision in past:
        consents = decided(asked(), consents, decision)
    with pytest.raises(Conflict, match="not-in-this-state"):
        decided(asked(), consents, next_one)


def test_saying_the_same_again_is_nothing_new() -> None:
    given = decided(asked(), [], "given")
    assert decided(asked(), given, "given") == given


def test_what_was_asked_lapses_with_the_case() -> None:
    lapsed = lapse(asked()).state
    expected: Standing = "lapsed"
    assert standing(lapsed, []) == expected
    with pytest.raises(Conflict):
        decided(lapsed, [], "given")


def test_a_question_is_taken_back_until_it_is_decided() -> None:
    lapsed = take_back(asked(), []).state
    assert standing(lapsed, []) == "lapsed"
    for decided_before in (decided(asked(), [], "given"), decided(asked(), [], "refused")):
        with pytest.raises(Conflict, match="not-in-this-state"):
            take_back(asked(), decided_before)
    with pytest.raises(Conflict, match="not-in-this-state"):
        take_back(lapsed, [])


def test_an_open_question_lapses_when_its_partner_leaves_and_says_so() -> None:
    left = lapse_without_partner(asked(), [])
    assert left is not None
    assert left.state.partner_left
    assert standing(left.state, []) == "lapsed"
    with pytest.raises(Conflict) as refused:
        decided(left.state, [], "given")
    assert refused.value.sentence == NO_LONGER_ASKED
    assert not take_back(asked(), []).state.partner_left


@pytest.mark.parametrize("past", [("given",), ("refused",), ("given", "withdrawn")])
def test_what_was_decided_does_not_lapse_when_its_partner_leaves(past: tuple[Decision, ...]) -> None:
    consents: list[Consent] = []
    for decision in past:
        consents = decided(asked(), consents, decision)
    assert lapse_without_partner(asked(), consents) is None
    assert lapse_without_partner(lapse(asked()).state, []) is None


def test_the_decision_on_another_handover_says_nothing_about_this_one() -> None:
    other = asked().model_copy(update={"id": HandoverId("other")})
    assert standing(asked(), decided(other, [], "given")) == "asked"


OTHER = Partner(id=PartnerId("other"), name="Andere Beratung (Demo)")


def test_a_partner_is_asked_for_once_at_a_time() -> None:
    first = asked()
    assert is_running(first, [])
    with pytest.raises(Conflict, match="not-in-this-state"):
        asked(running=[first], handover_id="second")
    assert asked(running=[first], handover_id="second", partner=OTHER).partner == OTHER


@pytest.mark.parametrize(
    ("past", "ended", "runs"),
    [
        ((), False, True),
        (("given",), False, True),
        (("given",), True, False),
        (("refused",), False, False),
        (("given", "withdrawn"), False, False),
    ],
)
def test_a_hand_over_runs_until_it_is_refused_or_its_referral_is_over(
    past: tuple[Decision, ...], ended: bool, runs: bool
) -> None:
    handover, consents = asked(), list[Consent]()
    for decision in past:
        consents = decided(handover, consents, decision)
    assert is_running(follow(handover, ended=ended).state, consents) is runs


def test_what_lapsed_runs_no_more() -> None:
    assert not is_running(lapse(asked()).state, [])


def test_of_two_to_the_same_partner_one_is_agreed_to() -> None:
    first, second, elsewhere = asked(), asked(handover_id="second"), asked(handover_id="third", partner=OTHER)
    both = [first, second, elsewhere]
    agreed = decided(first, [], "given", both)

    with pytest.raises(Conflict, match="not-in-this-state"):
        decided(second, agreed, "given", both)
    assert standing(second, decided(second, agreed, "refused", both)) == "refused"
    assert standing(elsewhere, decided(elsewhere, agreed, "given", both)) == "given"
    over = [follow(first, ended=True).state, second]
    assert standing(second, decided(second, agreed, "given", over)) == "given"
    withdrawn = decided(first, agreed, "withdrawn", both)
    assert standing(second, decided(second, withdrawn, "given", both)) == "given"


COLD = asked(kind=ReferralKind.COLD, items=())
CARD = ContactCard(phones=("030 23125101",))


def test_of_who_reaches_the_partner_herself_nothing_is_passed_on() -> None:
    with pytest.raises(Invalid):
        asked(kind=ReferralKind.COLD)
    given = decided(COLD, [], "given")
    with pytest.raises(Conflict, match="not-in-this-state"):
        decided(COLD, given, "withdrawn")


def test_a_named_partner_is_over_and_may_be_asked_anew() -> None:
    given, named = decided(COLD, [], "given"), name(COLD, CARD, NOW).state
    assert (named.card, is_running(COLD, given), is_running(named, given)) == (CARD, True, False)
    second = asked(handover_id="second", running=[each for each in [named] if is_running(each, given)])
    assert second.partner == named.partner


@pytest.mark.parametrize(
    ("worked", "after", "asks"),
    [
        (None, ASKED_AFTER - timedelta(seconds=1), False),
        (None, ASKED_AFTER, True),
        ("not_yet", ASKED_AFTER, True),
        ("yes", ASKED_AFTER, False),
        ("no", ASKED_AFTER, False),
    ],
)
def test_whether_it_worked_is_asked_after_two_weeks_until_it_is_told(
    worked: Worked | None, after: timedelta, asks: bool
) -> None:
    named = name(COLD, CARD, NOW).state.model_copy(update={"worked": worked})
    assert asks_whether_it_worked(named, NOW + after) is asks
    assert not asks_whether_it_worked(COLD, NOW + after)


def test_what_was_told_may_change_and_the_same_again_is_nothing_new() -> None:
    named = name(COLD, CARD, NOW).state
    told = tell(named, "not_yet")
    assert told
    assert tell(told.state, "not_yet") is None
    again = tell(told.state, "yes")
    assert again
    assert again.state.worked == "yes"
    with pytest.raises(Conflict, match="not-in-this-state"):
        tell(COLD, "yes")


@pytest.mark.parametrize("category", PartnerCategory)
def test_who_must_act_has_it_in_the_text_that_the_person_reads(category: PartnerCategory) -> None:
    handover = asked(partner=Partner(id=PartnerId("authority"), name="Stelle (Demo)", category=category))
    assert handover.shows_duty is (category in ("police", "prosecution", "security_authority"))
    assert handover.text_version.startswith(TEXT_VERSION)


def test_what_waits_for_the_person_stands_first_and_then_the_newest() -> None:
    later = NOW + timedelta(hours=1)
    stood: tuple[tuple[datetime, Standing], ...] = ((NOW, "given"), (later, "refused"), (NOW, "asked"))
    old, new, waits = (
        OpenedHandover(handover=asked().model_copy(update={"asked_at": at}), standing=stands, texts={})
        for at, stands in stood
    )
    own = ThreadContent(begun=NOW, handovers=(old, new, waits))
    assert undecided_first(own) == [waits, new, old]


DESCRIPTION = PartnerDescription(does="Berät vertraulich.", does_not="Vertritt nicht vor Gericht.")


def test_what_was_asked_keeps_what_the_partner_was_said_to_do() -> None:
    asked_of = asked(description=DESCRIPTION)
    assert Handover.model_validate_json(asked_of.model_dump_json()).description == DESCRIPTION


def test_what_was_asked_before_there_was_a_description_says_nothing_of_the_partner() -> None:
    earlier = asked(description=DESCRIPTION).model_dump(exclude={"description"})
    assert of_partner(None, Handover.model_validate(earlier).description) == []


@pytest.mark.parametrize("category", PartnerCategory)
def test_of_a_partner_only_what_is_known_is_said(category: PartnerCategory) -> None:
    terms = [term for term, _ in of_partner(category, PartnerDescription(does_not="Vertritt nicht vor Gericht."))]
    of_its_kind = ["Art der Stelle"] if category not in ("other", "unknown") else []
    assert terms == [*of_its_kind, "Was sie nicht tut"]


def test_warm_and_cold_are_told_apart_before_the_decision() -> None:
    assert set(HOW_IT_BEGINS) == set(ReferralKind) - {ReferralKind.UNKNOWN}


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
